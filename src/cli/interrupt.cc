#include "cli/interrupt.h"

#include <csignal>
#include <thread>

#include "base/scratch_path.h"

namespace sprint::cli {
namespace {

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

// Waits for one of the signals, which all threads block, so the clean-up runs as ordinary code.
[[noreturn]] void wait_for_interrupt() {
  const sigset_t set = interrupts();
  int number = 0;
  while (sigwait(&set, &number) != 0) {
  }
  remove_scratch_paths();
  std::signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(number);
  std::_Exit(128 + number);
}

}  // namespace

void clean_up_on_interrupt() {
  const sigset_t set = interrupts();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(wait_for_interrupt).detach();
}

}  // namespace sprint::cli
