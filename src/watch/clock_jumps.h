// What happened to time between two looks at the clocks.
#pragma once

#include <chrono>
#include <string>

namespace sprint::watch {

// Three clocks at one moment, each from a start of its own.
struct Clocks {
  std::chrono::nanoseconds running{};  // stands still while the machine sleeps
  std::chrono::nanoseconds boot{};     // goes on while it sleeps
  std::chrono::nanoseconds wall{};     // is set by people and programs

  static Clocks now();
};

// Notices that the machine slept, that the clock was set, and that the program was stopped or did
// not get the processor, each where it is about a second or more.
class ClockJumps {
 public:
  // One sentence for each that happened since the look before, for the log; empty: none. `longest`
  // is what the program may have slept since then by its own will. Allocates nothing when empty.
  std::string look(const Clocks& now, std::chrono::nanoseconds longest);

 private:
  Clocks before_;
  bool first_ = true;
};

}  // namespace sprint::watch
