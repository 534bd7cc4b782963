#include "base/processor_time.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace sprint {
namespace {

double read_clock_us(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

uint64_t preemptions(int who) {
  rusage usage{};
  return ::getrusage(who, &usage) == 0 ? static_cast<uint64_t>(usage.ru_nivcsw) : 0;
}

// The second number of a schedstat file (Linux, Documentation/scheduler/sched-stats.rst): ns.
double waiting_us(const std::string& schedstat) {
  std::ifstream file(schedstat);
  double running = 0, waiting = 0;
  return file >> running >> waiting ? waiting * 1e-3 : 0;
}

double waiting_us_of_all_threads() {
  double sum = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator thread("/proc/self/task", error), end;
       !error && thread != end; thread.increment(error))
    sum += waiting_us(thread->path().string() + "/schedstat");
  return sum;
}

class SystemClock : public ProcessorClock {
 public:
  ProcessorTime of_thread() const override {
    return {wall_us(), read_clock_us(CLOCK_THREAD_CPUTIME_ID),
            waiting_us("/proc/thread-self/schedstat"), preemptions(RUSAGE_THREAD)};
  }

  ProcessorTime of_process() const override {
    return {wall_us(), read_clock_us(CLOCK_PROCESS_CPUTIME_ID), waiting_us_of_all_threads(),
            preemptions(RUSAGE_SELF)};
  }

  double wall_us() const override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::micro>(now).count();
  }

  // The eighth number of the first line of /proc/stat, in ticks (proc(5)).
  double stolen_us() const override {
    std::ifstream file("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
    if (!(file >> name >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal))
      return 0;
    return steal * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK)) /
           static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
  }
};

}  // namespace

const ProcessorClock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace sprint
