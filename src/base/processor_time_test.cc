#include "base/processor_time.h"

#include <gtest/gtest.h>
#include <time.h>

#include <thread>

namespace sprint {
namespace {

void sleep_ms(long ms) {
  const timespec time{0, ms * 1'000'000};
  ::nanosleep(&time, nullptr);
}

void work(double cpu_us) {
  const double start = system_clock().of_thread().cpu_us;
  while (system_clock().of_thread().cpu_us < start + cpu_us) {
  }
}

TEST(ProcessorTime, SleepIsNoTimeOnTheProcessor) {
  const ProcessorTime start = system_clock().of_thread();
  sleep_ms(50);
  const ProcessorTime end = system_clock().of_thread();
  EXPECT_GE(end.wall_us - start.wall_us, 50e3);
  EXPECT_LT(end.cpu_us - start.cpu_us, 25e3);
}

TEST(ProcessorTime, TheProcessCountsAllThreads) {
  const ProcessorTime thread = system_clock().of_thread(), process = system_clock().of_process();
  std::thread([] { work(20e3); }).join();
  EXPECT_GE(system_clock().of_process().cpu_us - process.cpu_us, 20e3);
  EXPECT_LT(system_clock().of_thread().cpu_us - thread.cpu_us, 20e3);
}

TEST(ProcessorTime, CountersNeverFall) {
  const ProcessorTime start = system_clock().of_thread();
  const double stolen = system_clock().stolen_us();
  work(5e3);
  const ProcessorTime end = system_clock().of_thread();
  EXPECT_GE(end.waiting_us, start.waiting_us);
  EXPECT_GE(end.preemptions, start.preemptions);
  EXPECT_GE(system_clock().stolen_us(), stolen);
}

}  // namespace
}  // namespace sprint
