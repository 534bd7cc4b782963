// What the watcher is made of, as its options and the settings say.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sprint/session.h"
#include "watch/capture/pipe_source.h"
#include "watch/capture/source.h"
#include "watch/collect/label_keys.h"
#include "watch/collect/recorder.h"
#include "watch/log.h"
#include "watch/loop.h"
#include "watch/settings.h"

namespace sprint::watch {

// Frames from files in place of the game's window.
struct FrameFiles {
  std::string path;               // a picture, a folder of pictures, or raw video
  std::optional<RawVideo> video;  // what the raw video is like
  bool cropped = false;           // they show the region and nothing else
};

struct WatcherOptions {
  std::string settings_path;
  std::string display = {};                    // empty: as the environment variable DISPLAY says
  std::optional<FrameFiles> files = {};        // instead of a window
  std::string compare_model = {};              // runs beside the detector; empty: none
  std::optional<RecorderOptions> record = {};  // keep samples
  std::vector<LabelKey> label_keys = {};       // for `record` by label
  bool act = true;  // press keys and run the command as the settings say; never with `files`
  bool require_focus = true;  // wait while the window does not have the input focus
  int events = -1;            // descriptor that gets the events; -1: none
  std::string log_file = {};  // gets the log in place of log_file_name, all levels of it
  std::optional<std::chrono::milliseconds> duration = {};  // nothing: until it is stopped
  Runtime runtime = Runtime::automatic;                    // of models
};

// Throws Error naming what the frames cannot be taken from.
std::unique_ptr<Source> make_source(const WatcherOptions& options, const Settings& settings);
bool same_source(const WatcherOptions& options, const Settings& a, const Settings& b);

// All of the window that the settings mean, as it is now; waits for it, at most two seconds, or one
// minute where the desktop may ask the user for it. Throws Error saying why there is no picture.
Image window_picture(const WatcherOptions& options, const Settings& settings);

// Null where no frames are to be kept. Throws Error naming the folder where there is no such.
std::unique_ptr<Recorder> make_recorder(const WatcherOptions& options, const Settings& settings);
bool same_recorder(const Settings& a, const Settings& b);

LoopSettings loop_settings(const WatcherOptions& options, const Settings& settings);
Log::Options log_options(const WatcherOptions& options, const Settings& settings);

}  // namespace sprint::watch
