#include "data/calibration_record.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sprint/error.h"

namespace sprint::data {
namespace {

SampleSet samples(std::initializer_list<uint64_t> hashes) {
  SampleSet set{.folder = "samples", .labels = {"a"}, .samples = {}};
  for (const uint64_t hash : hashes)
    set.samples.push_back({fmt::format("{}.png", set.samples.size()), 0, hash});
  return set;
}

TEST(CalibrationRecord, DependsOnContentsOnly) {
  const SampleSet some = samples({0x0000000100000000, 0xabcdef0123456789, 0x0000000100000000});
  EXPECT_EQ(calibration_record(some), "00000001abcdef01");
  EXPECT_EQ(calibration_record(samples({})), "");
}

TEST(CalibrationRecord, LeavesOutWhatItHolds) {
  const SampleSet all = samples({1ULL << 32, 2ULL << 32, 3ULL << 32, 2ULL << 32});
  const SampleSet rest = without_recorded(all, calibration_record(samples({2ULL << 32})));
  ASSERT_EQ(rest.samples.size(), 2u);
  EXPECT_EQ(rest.samples[0].path, "0.png");
  EXPECT_EQ(rest.samples[1].path, "2.png");
  EXPECT_EQ(rest.labels, all.labels);
  EXPECT_EQ(rest.folder, all.folder);
  EXPECT_EQ(without_recorded(all, "").samples.size(), 4u);
}

TEST(CalibrationRecord, DamagedRecordsAreErrors) {
  for (const char* record : {"1", "0000000", "0000000g", "00000001 0000002", "-0000001"})
    EXPECT_THROW(without_recorded(samples({1}), record), Error) << record;
}

}  // namespace
}  // namespace sprint::data
