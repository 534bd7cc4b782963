// Runs a program to its end and returns what it said.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace sprint {

struct ChildCommand {
  std::vector<std::string> arguments;    // the first one is the path of the program
  std::string input;                     // what it reads from its standard input
  std::vector<std::string> environment;  // NAME=VALUE, beside or instead of this process's own
  std::chrono::milliseconds timeout{0};  // 0: none
};

struct ChildResult {
  int exit_code = -1;         // -1 where a signal ended it
  int signal = 0;             // 0 where it exited
  bool timed_out = false;     // it was killed at the timeout
  std::string output, error;  // standard output and standard error
};

// Starts the program with no signal blocked, waits for it and reaps it. Throws Error naming the
// program where it cannot be started.
ChildResult run_child(const ChildCommand& command);

// In a child: from now on it is killed when `parent`, the process that started it, ends, and not by
// signals of the terminal, which `parent` answers; ends at once if `parent` has ended.
void die_with_parent(int parent);

// "SIGSEGV (Segmentation fault)".
std::string signal_text(int number);

}  // namespace sprint
