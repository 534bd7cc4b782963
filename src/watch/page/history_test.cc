#include "watch/page/history.h"

#include <gtest/gtest.h>

namespace sprint::watch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

MetricsSnapshot at(seconds uptime) {
  MetricsSnapshot snapshot;
  snapshot.uptime = uptime;
  return snapshot;
}

TEST(History, MeasuresBetweenTwoLooks) {
  History history;
  MetricsSnapshot now = at(seconds(10));
  history.add(now);
  EXPECT_TRUE(history.points().empty());

  now.uptime = seconds(12);
  now.process.cpu_time = milliseconds(20);
  now.counters.frames = 60;
  for (int i = 0; i < 60; ++i)
    now.stages[static_cast<size_t>(Stage::whole)].record(milliseconds(2));
  history.add(now);
  ASSERT_EQ(history.points().size(), 1U);
  const HistoryPoint& point = history.points().front();
  EXPECT_EQ(point.number, 1);
  EXPECT_DOUBLE_EQ(point.from_s, 10);
  EXPECT_DOUBLE_EQ(point.to_s, 12);
  EXPECT_DOUBLE_EQ(point.cpu_percent, 1);
  EXPECT_DOUBLE_EQ(point.frames_per_s, 30);
  EXPECT_NEAR(*point.p99_ms, 2, 2.0 / 32);
}

TEST(History, PassesOverLooksThatFollowSoon) {
  History history;
  MetricsSnapshot now = at(seconds(1));
  for (int i = 0; i < 10; ++i, now.uptime += milliseconds(250)) history.add(now);
  EXPECT_EQ(history.points().size(), 2U);
}

TEST(History, KeepsTenMinutesAndNamesNoTimesWithoutFrames) {
  History history;
  for (int i = 0; i < 700; ++i) history.add(at(seconds(i)));
  EXPECT_EQ(history.points().size(), 600U);
  EXPECT_EQ(history.points().back().number, 699);
  EXPECT_FALSE(history.points().back().p50_ms);
}

}  // namespace
}  // namespace sprint::watch
