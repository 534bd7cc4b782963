// What this process takes of the machine.
#pragma once

#include <chrono>
#include <cstdint>

namespace sprint::watch {

struct ProcessUse {
  std::chrono::nanoseconds cpu_time{0};  // user and system, of all threads
  int64_t resident_bytes = 0;
  int64_t peak_resident_bytes = 0;
};

// Allocates nothing. Memory is 0 where the system does not tell.
ProcessUse process_use();

}  // namespace sprint::watch
