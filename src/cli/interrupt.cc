#include "cli/interrupt.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>

#include "base/child_process.h"
#include "base/error.h"
#include "base/scratch_path.h"

namespace sprint::cli {
namespace {

// Those that whoever started this process did not tell it to ignore, as nohup does.
sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    sigaction(number, nullptr, &action);
    if (action.sa_handler != SIG_IGN) sigaddset(&set, number);
  }
  return set;
}

std::atomic<int> taker{-1};  // a descriptor that gets the next signal instead; -1: none

// Whether the signal has somebody who takes it.
bool hand_over() {
  const int descriptor = taker.exchange(-1);
  const uint64_t one = 1;
  return descriptor >= 0 && ::write(descriptor, &one, sizeof one) == sizeof one;
}

// Waits for one of the signals, which all threads block, so the clean-up runs as ordinary code.
[[noreturn]] void wait_for_interrupt(sigset_t set) {
  int number = 0;
  while (sigwait(&set, &number) != 0 || hand_over()) {
  }
  remove_scratch_paths();
  const char* clear_line = ::isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "";
  fmt::print(stderr, "{}sprint: ended by {}; no unfinished file is left\n", clear_line,
             signal_text(number));
  std::signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(number);
  std::_Exit(128 + number);
}

}  // namespace

void clean_up_on_interrupt() {
  const sigset_t set = interrupts();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(wait_for_interrupt, set).detach();
}

int take_next_interrupt() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC);
  if (descriptor < 0) fail("cannot wait for signals: {}", std::strerror(errno));
  taker = descriptor;
  return descriptor;
}

}  // namespace sprint::cli
