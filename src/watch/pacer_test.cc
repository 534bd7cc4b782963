#include "watch/pacer.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <ctime>
#include <thread>

namespace sprint::watch {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

const MonotonicTime kStart{hours(1)};

TEST(Pacer, KeepsToItsGrid) {
  Pacer pacer(10, kStart);
  EXPECT_EQ(pacer.deadline(), kStart);
  for (int i = 0; i < 1000; ++i) {  // woken late, but less than a period
    EXPECT_EQ(pacer.deadline(), kStart + i * milliseconds(100));
    EXPECT_EQ(pacer.advance(pacer.deadline() + milliseconds(i % 100)), 0);
  }
}

TEST(Pacer, ARateThatIsNoWholeNumberOfNanosecondsDriftsByNoMoreThanRounding) {
  Pacer pacer(30, kStart);
  for (int i = 0; i < 108000; ++i) pacer.advance(pacer.deadline());
  const nanoseconds drift = pacer.deadline() - (kStart + hours(1));
  EXPECT_LE(std::abs(drift.count()), 54000);  // half a nanosecond per frame
}

TEST(Pacer, SkipsWhatItMissed) {
  Pacer pacer(10, kStart);
  pacer.advance(kStart);
  EXPECT_EQ(pacer.advance(kStart + milliseconds(730)), 6);  // due at 100; 200 to 700 missed
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(800));
  EXPECT_EQ(pacer.advance(kStart + milliseconds(900)), 1);  // exactly on the next
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(1000));
  EXPECT_EQ(pacer.advance(kStart + hours(24)), 863990);
  EXPECT_EQ(pacer.deadline(), kStart + hours(24) + milliseconds(100));
}

TEST(Pacer, AnEarlyFrameDoesNotMoveTheGrid) {
  Pacer pacer(10, kStart);
  pacer.advance(kStart);
  EXPECT_EQ(pacer.advance(kStart + milliseconds(50)), 0);
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(200));
}

TEST(Pacer, AClockThatWentBackDoesNotStopIt) {
  Pacer pacer(10, kStart);
  pacer.advance(kStart);
  const MonotonicTime earlier = kStart - hours(1) + milliseconds(7);
  EXPECT_EQ(pacer.advance(earlier), 0);
  EXPECT_EQ(pacer.deadline(), earlier + milliseconds(100));
}

TEST(Pacer, TakesAnotherRateAtOnce) {
  Pacer pacer(0.1, kStart);
  pacer.advance(kStart);
  pacer.set_rate(100, kStart + milliseconds(5));
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(15));
  pacer.set_rate(1, kStart + milliseconds(5));
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(15));
  pacer.advance(kStart + milliseconds(15));
  EXPECT_EQ(pacer.deadline(), kStart + milliseconds(1015));
}

TEST(Pacer, APeriodIsAtMostADay) {
  Pacer pacer(1e-300, kStart);
  pacer.advance(kStart);
  EXPECT_EQ(pacer.deadline(), kStart + hours(24));
}

nanoseconds thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

TEST(WaitUntil, SleepsUntilTheDeadlineAndNotLonger) {
  const MonotonicTime deadline = MonotonicClock::now() + milliseconds(120);
  const nanoseconds before = thread_time();
  EXPECT_FALSE(wait_until(deadline, {}));
  EXPECT_GE(MonotonicClock::now(), deadline);
  EXPECT_LT(thread_time() - before, milliseconds(20));  // it slept
  EXPECT_FALSE(wait_until(deadline - hours(1), {}));
}

TEST(WaitUntil, ReturnsAtOnceWhenADescriptorIsReady) {
  const int event = ::eventfd(1, EFD_CLOEXEC);
  std::array<pollfd, 2> waiting{{{-1, POLLIN, 0}, {event, POLLIN, 0}}};
  const MonotonicTime start = MonotonicClock::now();
  EXPECT_TRUE(wait_until(start + hours(1), waiting));
  EXPECT_EQ(waiting[0].revents, 0);
  EXPECT_EQ(waiting[1].revents, POLLIN);
  EXPECT_TRUE(wait_until(start - hours(1), waiting));
  ::close(event);
}

TEST(WaitUntil, IsNotEndedByASignal) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, nullptr);
  const MonotonicTime deadline = MonotonicClock::now() + milliseconds(150);
  std::thread sender([target = pthread_self()] {
    std::this_thread::sleep_for(milliseconds(30));
    pthread_kill(target, SIGUSR1);
  });
  EXPECT_FALSE(wait_until(deadline, {}));
  EXPECT_GE(MonotonicClock::now(), deadline);
  sender.join();
}

}  // namespace
}  // namespace sprint::watch
