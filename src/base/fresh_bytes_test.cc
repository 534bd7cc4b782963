#include "base/fresh_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sprint {
namespace {

class OfSize : public ::testing::TestWithParam<size_t> {};

TEST_P(OfSize, AreZerosThatCanBeWrittenAndShared) {
  Bytes kept;
  {
    const FreshBytes fresh = fresh_bytes(GetParam());
    ASSERT_EQ(fresh.bytes.size(), GetParam());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(fresh.bytes.data()) % alignof(double), 0U);
    EXPECT_TRUE(std::ranges::all_of(fresh.writable, [](std::byte b) { return b == std::byte{0}; }));
    std::ranges::fill(fresh.as<std::byte>(), std::byte{7});
    kept = fresh.bytes;
  }
  EXPECT_TRUE(std::ranges::all_of(kept.span(), [](std::byte b) { return b == std::byte{7}; }));
}

INSTANTIATE_TEST_SUITE_P(FreshBytes, OfSize,
                         ::testing::Values(0, 1, 4096, (size_t{64} << 10) - 1, size_t{64} << 10,
                                           (size_t{2} << 20) - 1, size_t{2} << 20,
                                           (size_t{5} << 20) + 3));

// Odd sizes, so many that they fill several shared blocks, some given back between the others.
TEST(FreshBytes, RunsDoNotOverlapWhicheverAreGivenBack) {
  const auto size_of = [](size_t i) { return (size_t{64} << 10) + i * 9973; };
  const auto value_of = [](size_t i) { return static_cast<std::byte>(i + 1); };
  std::vector<Bytes> kept;
  for (size_t i = 0; i < 100; ++i) {
    const FreshBytes fresh = fresh_bytes(size_of(i));
    ASSERT_TRUE(std::ranges::all_of(fresh.writable, [](std::byte b) { return b == std::byte{0}; }));
    std::ranges::fill(fresh.writable, value_of(i));
    kept.push_back(i % 3 == 0 ? Bytes() : fresh.bytes);
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    if (kept[i].empty()) continue;
    EXPECT_EQ(kept[i].size(), size_of(i));
    EXPECT_TRUE(std::ranges::all_of(kept[i].span(), [&](std::byte b) { return b == value_of(i); }))
        << "run " << i;
  }
}

TEST(FreshBytes, ABlockThatWasGivenBackIsNotUsedAgain) {
  constexpr size_t kSize = size_t{1} << 20;
  for (int i = 0; i < 4; ++i) {
    const FreshBytes fresh = fresh_bytes(kSize);
    EXPECT_TRUE(std::ranges::all_of(fresh.writable, [](std::byte b) { return b == std::byte{0}; }));
    std::ranges::fill(fresh.writable, std::byte{5});
  }
}

}  // namespace
}  // namespace sprint
