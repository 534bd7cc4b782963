#include "watch/decide/hysteresis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace sprint::watch {
namespace {

// '+' and '-': sure that it is on, off; 'p' and 'm': on, off below the threshold; 'n': NaN.
Detection detection(char letter) {
  switch (letter) {
    case '+':
      return {true, 0.7};
    case '-':
      return {false, 1.0};
    case 'p':
      return {true, 0.69};
    case 'm':
      return {false, 0.0};
    default:
      return {true, NAN};
  }
}

// The state after each detection: '?' unknown, '0' off, '1' on.
std::string states(const std::string& detections, int frames = 3) {
  Hysteresis now;
  std::string text;
  for (const char letter : detections) {
    now = after_detection(now, detection(letter), {.frames = frames, .threshold = 0.7});
    text += "?01"[static_cast<int>(now.state)];
  }
  return text;
}

TEST(Hysteresis, ConfirmsAfterSomeEqualFrames) {
  EXPECT_EQ(states("+++---+++"), "??1110001");
  EXPECT_EQ(states("-+", 1), "01");
  EXPECT_EQ(states("++-++-+++"), "????????1");
}

TEST(Hysteresis, AFrameOfTheConfirmedStateDropsTheCandidate) {
  EXPECT_EQ(states("+++--+--+---"), "??1111111110");
}

TEST(Hysteresis, DoubtfulFramesArePassedOver) {
  EXPECT_EQ(states("+p+m+"), "????1");
  EXPECT_EQ(states("+++-m-pn-"), "??1111110");
  EXPECT_EQ(states("pppppp"), "??????");
  EXPECT_EQ(states("+++mmmmmm"), "??1111111");
}

TEST(Hysteresis, ManyDoubtfulFramesDropTheCandidate) {
  EXPECT_EQ(states("++mmm+"), "??????");
  EXPECT_EQ(states("++mm+"), "????1");
  EXPECT_EQ(states("++mmmmmmm++"), "???????????");
  EXPECT_EQ(states("++nnn+++"), "???????1");
}

TEST(Hysteresis, StartsAgainWithNothing) {
  Hysteresis now;
  for (int i = 0; i < 3; ++i) now = after_detection(now, detection('+'), {});
  EXPECT_EQ(now, (Hysteresis{.state = State::on}));
  now = {};
  EXPECT_EQ(now.state, State::unknown);
  EXPECT_EQ(after_detection(now, detection('+'), {}).state, State::unknown);
}

// Without doubtful frames the state is that of the last run of `frames` equal detections.
TEST(Hysteresis, IsTheLastLongRun) {
  std::mt19937 random(1);
  for (int frames = 1; frames <= 20; ++frames) {
    Hysteresis now;
    State expected = State::unknown;
    int run = 0;
    bool last = false;
    for (int i = 0; i < 2000; ++i) {
      const bool on = random() % 8 == 0 ? !last : last;
      run = on == last ? run + 1 : 1;
      last = on;
      if (run >= frames) expected = on ? State::on : State::off;
      now = after_detection(now, {on, 0.9}, {.frames = frames, .threshold = 0.7});
      ASSERT_EQ(now.state, expected) << frames << " frames, detection " << i;
    }
  }
}

TEST(Hysteresis, NamesItsStates) {
  EXPECT_EQ(state_name(State::unknown), "unknown");
  EXPECT_EQ(state_name(State::off), "off");
  EXPECT_EQ(state_name(State::on), "on");
}

}  // namespace
}  // namespace sprint::watch
