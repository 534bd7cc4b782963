// A watcher of a made-up game, for tests of the page.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <utility>

#include "sprint/error.h"
#include "watch/page/watched.h"

namespace sprint::watch {

// A picture whose pixels tell their place: red x, green y.
inline Image picture_for_test(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (const int value : {x, y, 64}) image.pixels.push_back(static_cast<uint8_t>(value));
  return image;
}

class WatchedForTest : public Watched {
 public:
  WatchedForTest() {
    status_.activity = Activity::watching;
    status_.window_title = "Stand-in game";
    status_.window_class = "Standin_game";
    status_.settings.region = {40, 30, 32, 32};
    status_.detector = "templates sprint_on.png, sprint_off.png";
    status_.state = State::on;
    status_.detection = {true, 0.983};
    status_.frame_number = 1;
    for (int i = 1; i <= 100; ++i) metrics_.record(Stage::whole, std::chrono::microseconds(i * 10));
    metrics_.count(&Counters::frames, 100);
  }

  WatchStatus status() override {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  MetricsSnapshot metrics() override { return metrics_.snapshot(); }
  Image frame() override {
    const std::lock_guard lock(mutex_);
    return frame_;
  }
  Image window() override {
    if (windowless_) throw Error(ErrorCode::bad_input, "no window whose title has 'Camelot'");
    return picture_for_test(160, 120);
  }
  void set_paused(bool paused) override {
    const std::lock_guard lock(mutex_);
    status_.activity = paused ? Activity::paused : Activity::watching;
  }

  // Of the tests.
  void set_status(WatchStatus status) {
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
  }
  void set_frame(Image frame) {
    const std::lock_guard lock(mutex_);
    frame_ = std::move(frame);
    ++status_.frame_number;
  }
  void set_windowless(bool windowless) { windowless_ = windowless; }

 private:
  std::mutex mutex_;
  WatchStatus status_;
  Image frame_ = picture_for_test(32, 32);
  Metrics metrics_;
  std::atomic<bool> windowless_ = false;
};

}  // namespace sprint::watch
