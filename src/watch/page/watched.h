// What the local page sees of the watcher, and what it may ask of it.
#pragma once

#include <cstdint>
#include <string>

#include "sprint/preprocess.h"
#include "sprint/session.h"
#include "watch/decide/detector.h"
#include "watch/decide/hysteresis.h"
#include "watch/metrics/metrics.h"
#include "watch/settings.h"

namespace sprint::watch {

enum class Activity {
  watching,
  paused,   // by set_paused() or the pause key
  waiting,  // for a window or a frame
};

// The watcher at one moment.
struct WatchStatus {
  Activity activity = Activity::waiting;
  std::string reason;                    // why no frames come, one line; empty: they do
  std::string window_title;              // empty: none
  std::string window_class;              // WM_CLASS; empty: none
  std::string profile_id;                // of the profile in use; empty: none
  Settings settings;                     // in use
  std::string detector;                  // Detector::describe(); empty: none
  Runtime runtime = Runtime::automatic;  // that models are asked to run in
  State state = State::unknown;          // confirmed
  Detection detection;                   // of the last frame that was looked at
  int64_t frame_number = 0;    // of frame(), from 1; 0: none yet. Rises when the pixels change
  std::string settings_error;  // why the settings file as it is now is not in use; empty: it is
};

// Every function may be called by any thread at any time, several at once, while the watcher runs.
// None makes the watcher's loop wait for longer than it takes to copy the region's pixels. None
// costs anything unless it is called: the watcher prepares nothing for a page that nobody looks at.
//
// All else that the page changes, such as region, profile and model, it writes into the settings
// file, which the watcher reads again by itself.
class Watched {
 public:
  virtual ~Watched() = default;
  Watched() = default;
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  virtual WatchStatus status() = 0;
  virtual MetricsSnapshot metrics() = 0;

  // The last frame of the region; without pixels where there is none yet.
  virtual Image frame() = 0;

  // The window as it is now, all of it. Waits for it, at most two seconds. Throws Error saying why
  // there is none.
  virtual Image window() = 0;

  // Returns at once.
  virtual void set_paused(bool paused) = 0;
};

}  // namespace sprint::watch
