// Keeps sprint on by its key, as far as the user allows it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "watch/act/global_key.h"
#include "watch/act/key_press.h"
#include "watch/act/rate_limit.h"
#include "watch/act/reporter.h"
#include "watch/metrics/metrics.h"
#include "watch/pacer.h"
#include "watch/settings.h"
#include "watch/wake.h"

namespace sprint::watch {

// Nothing is pressed unless auto_sprint is on and the pause key is held by this object. A press is
// followed by no other until its effect must have been seen: half a second for the game, and then
// temporal_consistency_frames + 1 frames.
class SprintKeys {
 public:
  // The references must outlive it. `display`: empty for that of the environment variable DISPLAY.
  SprintKeys(Reporter& reporter, Metrics& metrics, std::string display = {});

  // For the thread that made it, at normal priority: see KeyHelper.

  // From now on these settings, whose keys have passed check_keys().
  void configure(const Settings& settings);
  // Notices presses of the pause key, and gets what pressing needs and is missing. To be called
  // when one of descriptors() is readable.
  void tend();
  std::vector<int> descriptors() const;

  // For any thread.

  // In every frame: sprint is off in `window`, which is `certain` to be the game's or not.
  void sprint_is_off(uint32_t window, bool certain, MonotonicTime now);
  bool paused() const;
  void set_paused(bool paused);

 private:
  bool ready() const { return press_ && !broken_ && (pause_ || pause_key_.empty()); }
  bool can_press(const Settings& settings);
  void prepare();
  void take_pause_presses();
  void pause_or_resume(bool paused);
  void say_once(LogLevel level, const std::string& reason);
  void press(uint32_t window, MonotonicTime now);

  Reporter& reporter_;
  Metrics& metrics_;
  const std::string display_;
  Wake wake_;  // something is missing

  mutable std::mutex mutex_;  // of what follows
  bool wanted_ = false;       // auto_sprint, where keys can be pressed
  std::string sprint_key_, pause_key_;
  GameRule game_;
  int consistency_ = 0;  // temporal_consistency_frames
  std::optional<RateLimit> limit_;
  std::unique_ptr<KeyPress> press_;
  std::unique_ptr<GlobalKey> pause_;
  bool broken_ = false;  // press_ is to be made anew
  bool paused_ = false;
  MonotonicTime next_{};     // no press before
  int settling_ = 0;         // frames after next_ that are to be waited for
  MonotonicTime prepare_{};  // nothing missing is asked for before
  std::string said_;         // why nothing was pressed, last
};

// Throws Error{usage} naming the setting whose key there is not.
void check_keys(const Settings& settings);

}  // namespace sprint::watch
