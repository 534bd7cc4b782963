// Frame after frame: capture -> preprocess -> infer -> decide -> act -> metrics.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "watch/capture/source.h"
#include "watch/capture/unchanged.h"
#include "watch/clock_jumps.h"
#include "watch/collect/recorder.h"
#include "watch/decide/detector.h"
#include "watch/decide/hysteresis.h"
#include "watch/metrics/metrics.h"
#include "watch/pacer.h"
#include "watch/wake.h"

namespace sprint::watch {

struct LoopSettings {
  std::optional<Region> region = {};  // nothing: as the source was made
  double frames_per_second = 10;
  HysteresisRule rule = {};
  bool keep_unchanged = true;  // the result of a frame that shows what the one before it showed
  std::chrono::milliseconds absent_delay{2000}, failed_delay{1000};
};

// Hears what the loop sees; called by its thread, which waits meanwhile.
class LoopListener {
 public:
  virtual ~LoopListener() = default;

  // The confirmed state changed; to unknown, with confidence 0, when there was nothing to see.
  virtual void state_changed(State before, State after, double confidence) = 0;
  // In every frame in which the confirmed state is off. `window`: Source::window().
  virtual void sprint_is_off(uint32_t window, bool certain, MonotonicTime now) = 0;
  // Frames come again, or of a window with another title or note: see Source::note().
  virtual void found(const std::string& title, std::string_view note) = 0;
  // No frames come, or they come to nothing, for one line of a reason; a failure is an error that
  // may pass. Called once for each reason.
  virtual void lost(Capture why, const std::string& reason) = 0;
  // A sample was kept, or could not be: Recorder::reason().
  virtual void recorded(Recorded what, const Recorder& recorder) = 0;
  // ClockJumps::look() has something to tell.
  virtual void clocks_jumped(const std::string& what) = 0;
};

// Allocates nothing per frame while nothing happens. Orders may come from any thread at any time
// and are carried out between two frames.
class Loop {
 public:
  // The references must outlive it.
  Loop(LoopListener& listener, Metrics& metrics);

  void set_settings(const LoopSettings& settings);
  void set_source(std::unique_ptr<Source> source);        // required before run()
  void set_detector(std::unique_ptr<Detector> detector);  // null: none, frames are only recorded
  void set_recorder(std::unique_ptr<Recorder> recorder);  // null: frames are not kept
  // For Selection::label: frames are kept, of this label, from now on; nothing: not any more.
  void set_label(std::optional<std::string> label);

  // Until stop() or the end of the frames.
  void run();
  void stop();

  // What it sees at the moment.
  struct View {
    std::string reason;  // why no frames come; empty: they do
    std::string title, window_class, detector;
    State state = State::unknown;
    Detection detection;       // of the last frame that was looked at
    int64_t frame_number = 0;  // rises when the pixels change
  };
  View view() const;
  // The last frame; without pixels where there is none yet.
  Image frame() const;

 private:
  struct Orders {
    std::optional<LoopSettings> settings;
    std::unique_ptr<Source> source;
    std::optional<std::unique_ptr<Detector>> detector;
    std::optional<std::unique_ptr<Recorder>> recorder;
    std::optional<std::optional<std::string>> label;
    bool stop = false;
  };

  template <typename Change>
  void order(Change change);
  bool take_orders();
  void obey(Orders& orders);
  void obey_label(const std::optional<std::string>& label);

  void run_frame();
  bool capture();
  bool infer();
  void decide();
  void act();
  void pace();

  void wait_after(Capture why, const std::string& reason);
  template <typename Wait>
  void wait_at_most(std::chrono::nanoseconds longest, Wait wait);
  void notice_window();
  void tell_found(const std::string& title);
  bool keep_frame();
  void become(const Hysteresis& next, double confidence);

  LoopListener& listener_;
  Metrics& metrics_;
  Wake wake_;  // orders have come

  LoopSettings settings_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Recorder> recorder_;
  bool recording_ = true;
  std::optional<Pacer> pacer_;
  ClockJumps clock_jumps_;
  Image frame_;
  std::string note_;       // of the source, as the listener knows it
  bool detected_ = false;  // detection_ is of the frame before, by this detector
  Hysteresis hysteresis_;
  bool ended_ = false;

  std::atomic<bool> ordered_{false};
  mutable std::mutex mutex_;  // of what follows
  Orders orders_;
  LastFrame last_;
  View view_;
};

}  // namespace sprint::watch
