// A progress bar on a terminal, for what takes longer than a second; nothing in a pipe.
#pragma once

#include <chrono>
#include <string>

#include "sprint/quantize.h"

namespace sprint::cli {

class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();  // clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // A callback for the stages of the library; valid while the bar lives.
  Progress callback();

 private:
  void show(const char* stage, size_t done, size_t total);
  void clear();

  bool terminal_;
  bool shown_ = false;
  std::string stage_;
  std::chrono::steady_clock::time_point started_, drawn_;
};

}  // namespace sprint::cli
