// How far a command is and how long the stage still takes: a bar on a terminal, plain lines
// elsewhere, both on standard error and only for what takes longer than a second.
#pragma once

#include <chrono>
#include <string>

#include "sprint/quantize.h"

namespace sprint::cli {

class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();  // clears the bar
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // A callback for the stages of the library; valid while the bar lives.
  Progress callback();

 private:
  using Time = std::chrono::steady_clock::time_point;

  void show(const char* stage, size_t done, size_t total);
  void clear();

  bool terminal_;
  bool shown_ = false;
  std::string stage_;
  std::string shown_stage_;  // that the last line was about
  Time started_, stage_started_, drawn_;
};

}  // namespace sprint::cli
