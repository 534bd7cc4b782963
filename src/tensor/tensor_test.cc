#include "sprint/tensor.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "tensor/float16.h"
#include "tensor/shape.h"

namespace sprint {
namespace {

TEST(Float16, EveryHalfSurvivesTheRoundTrip) {
  for (uint32_t half = 0; half < 0x10000; ++half) {
    const float value = half_to_float(static_cast<uint16_t>(half));
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(half_to_float(float_to_half(value))));
    } else {
      EXPECT_EQ(float_to_half(value), half);
    }
  }
}

// Rounding is to the nearest, ties to even: the midpoint of two neighbours goes to the even one,
// what lies a little beyond it to the nearer one.
TEST(Float16, RoundsToNearestEven) {
  for (uint32_t half = 0; half < 0x7bff; ++half) {
    const float low = half_to_float(static_cast<uint16_t>(half));
    const float high = half_to_float(static_cast<uint16_t>(half + 1));
    const float middle = (low + high) / 2;  // exact: a float has 13 more bits
    EXPECT_EQ(float_to_half(middle), half + (half & 1U)) << half;
    EXPECT_EQ(float_to_half(std::nextafter(middle, low)), half);
    EXPECT_EQ(float_to_half(std::nextafter(middle, high)), half + 1);
  }
}

TEST(Float16, OverflowGivesInfinity) {
  EXPECT_EQ(float_to_half(65519.99F), 0x7bff);
  EXPECT_EQ(float_to_half(65520.0F), 0x7c00);
  EXPECT_EQ(float_to_half(-1e30F), 0xfc00);
  EXPECT_EQ(float_to_half(std::numeric_limits<float>::denorm_min()), 0);
}

TEST(DType, SizesRoundUpToWholeBytes) {
  EXPECT_EQ(byte_size(DType::float32, 3), 12U);
  EXPECT_EQ(byte_size(DType::int4, 3), 2U);
  EXPECT_EQ(byte_size(DType::uint2, 5), 2U);
  EXPECT_THROW(byte_size(DType::string, 1), Error);
  EXPECT_THROW(byte_size(static_cast<DType>(99), 1), Error);
  EXPECT_THROW(byte_size(DType::float64, std::numeric_limits<int64_t>::max() / 8), Error);
}

TEST(Shape, CountsElementsWithoutOverflow) {
  EXPECT_EQ(element_count(std::vector<int64_t>{}), 1);
  EXPECT_EQ(element_count(std::vector<int64_t>{2, 0, 3}), 0);
  EXPECT_THROW(element_count(std::vector<int64_t>{2, -1}), Error);
  EXPECT_THROW(element_count(std::vector<int64_t>{int64_t{1} << 32, int64_t{1} << 32}), Error);
}

TEST(Shape, ReadsAsPeopleWriteIt) {
  EXPECT_EQ(shape_text({Dim::named("batch"), 3, Dim(), 224}), "[batch, 3, ?, 224]");
  EXPECT_EQ(shape_text({}), "[]");
  EXPECT_EQ(known_dims({2, 3}), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(known_dims({2, Dim()}), std::nullopt);
}

TEST(Tensor, NumbersOfEveryTypeReadAsFloat) {
  Tensor bytes(DType::int8, {2});
  bytes.as<int8_t>()[0] = -5;
  EXPECT_EQ(to_floats(bytes), (std::vector<float>{-5, 0}));
  Tensor halves(DType::float16, {1});
  halves.as<uint16_t>()[0] = 0x3c00;
  EXPECT_EQ(to_floats(halves), std::vector<float>{1});
  Tensor wide(DType::int64, {1});
  wide.as<int64_t>()[0] = 1 << 20;
  EXPECT_EQ(to_floats(wide), std::vector<float>{1 << 20});
  EXPECT_THROW(to_floats(Tensor(DType::complex64, {2})), Error);
}

}  // namespace
}  // namespace sprint
