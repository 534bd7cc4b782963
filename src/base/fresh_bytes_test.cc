#include "base/fresh_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

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
                         ::testing::Values(0, 1, 4096, (size_t{2} << 20) - 1, size_t{2} << 20,
                                           (size_t{5} << 20) + 3));

}  // namespace
}  // namespace sprint
