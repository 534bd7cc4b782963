#include "verify/latency_ratio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sprint::verify {
namespace {

using ::testing::HasSubstr;

// `count` rounds of `us`, give or take one percent.
std::vector<RoundTime> rounds_of(double us, size_t count, bool disturbed = false) {
  std::vector<RoundTime> rounds;
  for (size_t i = 0; i < count; ++i)
    rounds.push_back({us * (1 + 0.01 * (static_cast<double>(i * 7919 % 101) / 50 - 1)), disturbed});
  return rounds;
}

TEST(LatencyRatio, IsThatOfTheTimesToTheLast) {
  const std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 100), rounds_of(200, 100)};
  const Ratios ratios = ratios_to_last(sessions, {});
  EXPECT_NEAR(ratios.to_last[0].value, 0.25, 0.001);
  EXPECT_NEAR(ratios.to_last[0].low, 0.24, 0.001);
  EXPECT_NEAR(ratios.to_last[0].high, 0.26, 0.001);
  EXPECT_EQ(ratios.to_last[1].low, 1);
  EXPECT_EQ(ratios.to_last[1].high, 1);
  EXPECT_EQ(ratios.conditions.rounds, 100U);
  EXPECT_EQ(ratios.conditions.disturbed, 0U);
  EXPECT_EQ(ratios.conditions.too_busy, "");
}

// A neighbour on the host has most of the rounds, and the longer model suffers more.
TEST(LatencyRatio, SlowedRoundsDoNotCount) {
  std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 100), rounds_of(200, 100)};
  for (size_t i = 0; i < 70; ++i) {
    sessions[0][i].us *= 1.25;
    sessions[1][i].us *= 1.6;
  }
  EXPECT_NEAR(ratios_to_last(sessions, {}).to_last[0].value, 0.25, 0.001);
}

TEST(LatencyRatio, DisturbedRoundsAndStolenTimeWidenTheInterval) {
  const auto width = [](size_t disturbed, double stolen_share) {
    std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 20), rounds_of(200, 20)};
    for (size_t i = 0; i < disturbed; ++i) sessions[i % 2][i].disturbed = true;
    const Interval ratio =
        ratios_to_last(sessions, {.cpu_time = true, .stolen_share = stolen_share}).to_last[0];
    return (ratio.high - ratio.low) / ratio.value;
  };
  EXPECT_NEAR(width(0, 0), 0.08, 0.005);
  EXPECT_GT(width(10, 0), width(0, 0));
  EXPECT_NEAR(width(20, 0), 0.30, 0.005);
  EXPECT_NEAR(width(0, 0.01), 0.08, 0.005);
  EXPECT_NEAR(width(0, 0.2), 0.30, 0.005);
}

TEST(LatencyRatio, CpuTimeOfEvenlyDisturbedRoundsIsTold) {
  const std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 100, true),
                                                     rounds_of(200, 100, true)};
  const Ratios ratios = ratios_to_last(sessions, {});
  EXPECT_EQ(ratios.conditions.too_busy, "");
  EXPECT_EQ(ratios.conditions.disturbed, 100U);
}

TEST(LatencyRatio, WallTimeOfDisturbedRoundsIsNot) {
  const std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 100, true),
                                                     rounds_of(200, 100, true)};
  const Ratios ratios = ratios_to_last(sessions, {.cpu_time = false});
  EXPECT_THAT(ratios.conditions.too_busy, HasSubstr("100 of 100 rounds"));
  EXPECT_EQ(ratios.to_last[0].low, 0);
  EXPECT_EQ(ratios.to_last[0].high, INFINITY);
}

TEST(LatencyRatio, NoiseOnABusyMachineIsToldFromNoiseOnAnother) {
  std::vector<std::vector<RoundTime>> sessions{rounds_of(50, 8), rounds_of(200, 8)};
  for (size_t i = 0; i < 8; ++i) sessions[0][i].us *= 1 + 0.3 * static_cast<double>(i % 5);
  EXPECT_EQ(ratios_to_last(sessions, {}).conditions.too_busy, "");
  for (auto& round : sessions[1]) round.disturbed = true;
  EXPECT_THAT(ratios_to_last(sessions, {}).conditions.too_busy,
              HasSubstr("differ by more than 30% between rounds"));
}

TEST(LatencyRatio, OneRoundIsEnough) {
  const std::vector<std::vector<RoundTime>> sessions{{{50, false}}, {{200, false}}};
  EXPECT_EQ(ratios_to_last(sessions, {}).to_last[0].value, 0.25);
}

}  // namespace
}  // namespace sprint::verify
