// What is known of a loaded model.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sprint::watch {

struct ModelFigures {
  std::string path;  // empty: no model
  std::chrono::nanoseconds load_time{0};
  int64_t size_bytes = 0;  // of the file
};

}  // namespace sprint::watch
