// The options that `sprint watch` and `sprint collect` share.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "watch/watcher.h"

namespace sprint::cli {

struct WatchOptions {
  std::string settings;  // see settings_path()
  std::string frames, video, video_size, video_format = "rgb24";
  bool cropped = false;
  double seconds = 0;  // 0: until it is stopped
  Runtime runtime = Runtime::automatic;

  void declare(CLI::App& app);

  // Throws Error{usage} where it is not given.
  const std::string& settings_path() const;

  // What they say of a watcher. Throws Error{usage} where they contradict each other.
  watch::WatcherOptions watcher() const;
};

// The process ignores that nobody reads its output any more and that a file may not grow; SIGINT,
// SIGTERM and SIGHUP end the watcher instead of the process. Returns when it has ended.
void run_watcher(watch::Watcher& watcher);

}  // namespace sprint::cli
