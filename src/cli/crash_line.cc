#include "cli/crash_line.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

#include "cli/command.h"

namespace sprint::cli {
namespace {

// Room for the handler where the stack itself has run out.
std::array<char, 64 * 1024> handler_stack;

void print_raw(const char* text) {
  // Nothing is left to be done where standard error takes no more.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
}

// Only calls that signal-safety(7) allows.
[[noreturn]] void end_with_line(int number) {
  print_raw("sprint: ended by SIG");
  print_raw(::sigabbrev_np(number));
  print_raw(
      ", a fault of Sprint or of ONNX Runtime: try another --runtime, and report it with the "
      "model\n");
  ::_exit(kInternalError);
}

void handle(int number) {
  struct sigaction current {};
  ::sigaction(number, nullptr, &current);
  if (current.sa_handler != SIG_DFL) return;
  struct sigaction action {};
  action.sa_handler = end_with_line;
  action.sa_flags = SA_ONSTACK;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

void tell_of_crashes() {
  stack_t stack{};
  stack.ss_sp = handler_stack.data();
  stack.ss_size = handler_stack.size();
  ::sigaltstack(&stack, nullptr);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) handle(number);
}

}  // namespace sprint::cli
