#include "watch/clock_jumps.h"

#include <gtest/gtest.h>

#include "tests/support/count_allocations.h"

namespace sprint::watch {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

class ClockJumpsTest : public testing::Test {
 protected:
  ClockJumpsTest() { look(); }

  std::string look() { return jumps_.look(clocks_, milliseconds(33)); }
  void run(nanoseconds time) {
    clocks_.running += time;
    clocks_.boot += time;
    clocks_.wall += time;
  }

  Clocks clocks_{seconds(100), seconds(5000), seconds(1764067454)};
  ClockJumps jumps_;
};

TEST_F(ClockJumpsTest, SaysNothingWhileTimeRuns) {
  for (int frame = 0; frame < 100; ++frame) {
    run(milliseconds(33));
    clocks_.wall += nanoseconds(20000);  // as a clock that is made to run faster does
    EXPECT_EQ(tests::count_allocations([&] { EXPECT_EQ(look(), ""); }), 0U);
  }
}

TEST_F(ClockJumpsTest, TellsThatTheMachineSlept) {
  run(milliseconds(33));
  clocks_.boot += seconds(3600);
  clocks_.wall += seconds(3600);
  EXPECT_EQ(look(), "the machine slept for 3600 s");
  run(milliseconds(33));
  EXPECT_EQ(look(), "");
}

TEST_F(ClockJumpsTest, TellsThatTheClockWasSet) {
  run(milliseconds(33));
  clocks_.wall -= seconds(7200);
  EXPECT_EQ(look(), "the clock was set by -7200 s");
  clocks_.wall += seconds(7200);
  EXPECT_EQ(look(), "the clock was set by +7200 s");
}

TEST_F(ClockJumpsTest, TellsThatTheProgramWasStopped) {
  run(milliseconds(1000));
  EXPECT_EQ(look(), "");
  run(milliseconds(3033));
  EXPECT_EQ(look(), "the watcher did not run for 3.0 s");
  clocks_.boot += seconds(10);
  EXPECT_EQ(look(), "the machine slept for 10 s; the clock was set by -10 s");
}

TEST_F(ClockJumpsTest, ReadsTheClocksOfTheMachine) {
  const Clocks first = Clocks::now(), second = Clocks::now();
  EXPECT_LE(first.running, second.running);
  EXPECT_LE(first.boot, second.boot);
  EXPECT_GE(first.boot, first.running);
}

}  // namespace
}  // namespace sprint::watch
