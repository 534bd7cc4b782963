#include "data/pick_samples.h"

#include <gtest/gtest.h>

namespace sprint::data {
namespace {

TEST(PickSamples, SpreadsOverTheSet) {
  SampleSet set{.folder = "samples", .labels = {"a", "b"}, .samples = {}};
  for (int i = 0; i < 10; ++i) set.samples.push_back({std::to_string(i), i / 5, 0});
  const SampleSet picked = pick_samples(set, 4);
  ASSERT_EQ(picked.samples.size(), 4u);
  EXPECT_EQ(picked.samples[0].path, "0");
  EXPECT_EQ(picked.samples[1].path, "2");
  EXPECT_EQ(picked.samples[2].path, "5");
  EXPECT_EQ(picked.samples[3].path, "7");
  EXPECT_EQ(picked.labels, set.labels);
  EXPECT_EQ(pick_samples(set, 0).samples.size(), 10u);
  EXPECT_EQ(pick_samples(set, 11).samples.size(), 10u);
}

}  // namespace
}  // namespace sprint::data
