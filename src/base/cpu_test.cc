#include "base/cpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <fstream>
#include <sstream>

namespace sprint {
namespace {

TEST(Cpu, FeaturesAreAmongThoseThatTheSystemLists) {
  std::stringstream text;
  text << std::ifstream("/proc/cpuinfo").rdbuf();
  if (text.str().find("flags\t") == std::string::npos) GTEST_SKIP() << "no flags in /proc/cpuinfo";
  for (const std::string& feature : cpu_features())
    EXPECT_THAT(text.str(), ::testing::HasSubstr(" " + feature)) << feature;
}

TEST(Cpu, PinnedThreadStaysOnOneCoreAndIsFreedAgain) {
  cpu_set_t before, during, after;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  {
    const PinnedThread pinned;
    ASSERT_EQ(sched_getaffinity(0, sizeof(during), &during), 0);
    EXPECT_EQ(CPU_COUNT(&during), 1);
  }
  ASSERT_EQ(sched_getaffinity(0, sizeof(after), &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(Cpu, PinnedThreadVisitsCoresThatItMayRunOnAndComesBack) {
  cpu_set_t allowed;
  ASSERT_EQ(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
  PinnedThread pinned;
  const int first = sched_getcpu();
  std::vector<int> visited;
  do {
    pinned.next_core();
    visited.push_back(sched_getcpu());
    ASSERT_TRUE(CPU_ISSET(visited.back(), &allowed));
  } while (visited.back() != first && visited.size() < 5);
  EXPECT_EQ(visited.back(), first);
  EXPECT_LE(visited.size(), 4U);
}

}  // namespace
}  // namespace sprint
