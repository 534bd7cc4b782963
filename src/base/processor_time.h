// What the system tells of the time that this program runs, and waits to run.
#pragma once

#include <cstdint>

namespace sprint {

// Counters that only grow; differences of two readings are of use.
struct ProcessorTime {
  double wall_us = 0;        // monotonic
  double cpu_us = 0;         // on a core
  double waiting_us = 0;     // ready to run, but without a core; 0 where the system does not tell
  uint64_t preemptions = 0;  // times that a core was taken away
};

// A clock, so that tests can bring one of their own.
class ProcessorClock {
 public:
  virtual ~ProcessorClock() = default;

  // The calling thread's.
  virtual ProcessorTime of_thread() const = 0;
  // All threads' of the process, those that ended since included as far as the system tells.
  virtual ProcessorTime of_process() const = 0;
  // of_thread().wall_us alone, which takes far less time to read.
  virtual double wall_us() const = 0;
  // Time that the host of a virtual machine took from a core, as a mean over its cores; 0 where it
  // does not tell.
  virtual double stolen_us() const = 0;
};

// That of the system: POSIX clocks and getrusage; on Linux also /proc, where it is there.
const ProcessorClock& system_clock();

}  // namespace sprint
