#include "watch/act/rate_limit.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sprint::watch {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Time = RateLimit::Time;

const Time kStart{std::chrono::hours(1)};

TEST(RateLimit, SpacesTheTakes) {
  RateLimit limit(20, kStart);
  EXPECT_TRUE(limit.take(kStart));
  EXPECT_FALSE(limit.take(kStart));
  EXPECT_FALSE(limit.take(kStart + milliseconds(2999)));
  EXPECT_TRUE(limit.take(kStart + milliseconds(3000)));
  EXPECT_TRUE(limit.take(kStart + minutes(10)));
  EXPECT_FALSE(limit.take(kStart + minutes(10)));
}

TEST(RateLimit, NoMinuteSeesMore) {
  std::mt19937 random(1);
  for (const int per_minute : {1, 7, 20, 600}) {
    for (const int burst : {1, 5}) {
      RateLimit limit(per_minute, kStart, burst);
      std::vector<Time> taken;
      Time now = kStart;
      for (int i = 0; i < 40000; ++i) {
        now += std::chrono::microseconds(random() % 33000);
        if (limit.take(now)) taken.push_back(now);
      }
      size_t first = 0;
      for (size_t i = 0; i < taken.size(); ++i) {
        while (taken[i] - taken[first] >= minutes(1)) ++first;
        ASSERT_LE(i - first + 1, static_cast<size_t>(per_minute + burst - 1 + (burst > 1 ? 1 : 0)));
      }
      const double passed = std::chrono::duration<double>(now - kStart).count() / 60;
      EXPECT_GE(static_cast<double>(taken.size()), 0.8 * passed * per_minute - 1);
    }
  }
}

TEST(RateLimit, AllowsABurst) {
  RateLimit limit(60, kStart, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take(kStart));
  EXPECT_FALSE(limit.take(kStart));
  EXPECT_TRUE(limit.take(kStart + seconds(1)));
  EXPECT_FALSE(limit.take(kStart + seconds(1)));
}

TEST(RateLimit, AClockThatWentBackGivesNothing) {
  RateLimit limit(60, kStart);
  EXPECT_TRUE(limit.take(kStart));
  EXPECT_FALSE(limit.take(kStart - minutes(5)));
  EXPECT_FALSE(limit.take(kStart + milliseconds(500)));
  EXPECT_TRUE(limit.take(kStart + seconds(1)));
}

TEST(RateLimit, TakesAnotherRate) {
  RateLimit limit(60, kStart);
  EXPECT_TRUE(limit.take(kStart));
  limit.set_rate(600, kStart);
  EXPECT_TRUE(limit.take(kStart + milliseconds(100)));
}

}  // namespace
}  // namespace sprint::watch
