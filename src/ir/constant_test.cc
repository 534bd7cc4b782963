#include "ir/constant.h"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.h"

namespace sprint::ir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Constant, HoldsItsElements) {
  const ConstantPtr constant = Constant::of<float>({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(constant->count(), 4);
  EXPECT_THAT(constant->as<float>(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(constant->to_floats(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(constant->to_tensor().dims, ElementsAre(2, 2));
  EXPECT_THAT([&] { constant->as<int32_t>(); }, ThrowsMessage<Error>(HasSubstr("float32")));
  EXPECT_THROW(constant->to_ints(), Error);
}

TEST(Constant, ReadsMisalignedElements) {
  std::vector<std::byte> bytes(9);
  const float values[] = {1.5F, -2.5F};
  std::memcpy(bytes.data() + 1, values, sizeof values);
  const Bytes whole = Bytes::own(std::move(bytes));
  const ConstantPtr constant = Constant::make(DType::float32, {2}, whole.part(1, 8));
  EXPECT_THAT(constant->as<float>(), ElementsAre(1.5F, -2.5F));
  EXPECT_THAT(constant->to_floats(), ElementsAre(1.5F, -2.5F));
}

TEST(Constant, RefusesBytesThatDoNotFitTheShape) {
  EXPECT_THAT(
      [] {
        Constant::of<float>({3}, {1, 2});
      },
      ThrowsMessage<Error>(HasSubstr("takes 12 bytes, but 8 are given")));
  EXPECT_THROW(Constant::of<float>({-1}, {1}), Error);
  EXPECT_THROW(Constant::of<float>({int64_t{1} << 40, int64_t{1} << 40}, {1}), Error);
  EXPECT_THROW(Constant::of<float>({int64_t{1} << 62}, {1}), Error);
  EXPECT_THROW(Constant::strings({2}, {"a"}), Error);
}

TEST(Constant, ReadsIntegersOfEveryWidth) {
  EXPECT_THAT(Constant::of<int8_t>({2}, {-1, 5})->to_ints(), ElementsAre(-1, 5));
  EXPECT_THAT(Constant::of<uint64_t>({1}, {7})->to_ints(), ElementsAre(7));
  EXPECT_THROW(Constant::of<uint64_t>({1}, {UINT64_MAX})->to_ints(), Error);
  const Bytes packed = Bytes::own(std::vector<uint8_t>{0x9F, 0x07});
  EXPECT_THAT(Constant::make(DType::int4, {3}, packed)->to_ints(), ElementsAre(-1, -7, 7));
  EXPECT_THAT(Constant::make(DType::uint4, {3}, packed)->to_floats(), ElementsAre(15, 9, 7));
  EXPECT_THAT(Constant::make(DType::int2, {4}, Bytes::own(std::vector<uint8_t>{0xE4}))->to_ints(),
              ElementsAre(0, 1, -2, -1));
  EXPECT_THAT(
      Constant::make(DType::boolean, {2}, Bytes::own(std::vector<uint8_t>{1, 0}))->to_ints(),
      ElementsAre(1, 0));
}

std::vector<float> codes(DType dtype, std::vector<uint8_t> bytes, int64_t count) {
  return Constant::make(dtype, {count}, Bytes::own(std::move(bytes)))->to_floats();
}

TEST(Constant, ReadsSmallFloats) {
  EXPECT_THAT(codes(DType::float8e4m3fn, {0x38, 0x7E, 0x01, 0xB8}, 4),
              ElementsAre(1.0F, 448.0F, 0x1p-9F, -1.0F));
  EXPECT_TRUE(std::isnan(codes(DType::float8e4m3fn, {0x7F}, 1)[0]));
  EXPECT_THAT(codes(DType::float8e4m3fnuz, {0x40, 0x7F}, 2), ElementsAre(1.0F, 240.0F));
  EXPECT_TRUE(std::isnan(codes(DType::float8e4m3fnuz, {0x80}, 1)[0]));
  EXPECT_THAT(codes(DType::float8e5m2, {0x3C, 0x7B, 0xFC}, 3),
              ElementsAre(1.0F, 57344.0F, -INFINITY));
  EXPECT_THAT(codes(DType::float8e5m2fnuz, {0x40, 0x7F}, 2), ElementsAre(1.0F, 57344.0F));
  EXPECT_THAT(codes(DType::float4e2m1, {0x71, 0x0A}, 3), ElementsAre(0.5F, 6.0F, -1.0F));
  EXPECT_THAT(codes(DType::float8e8m0, {127, 128}, 2), ElementsAre(1.0F, 2.0F));
  EXPECT_THAT(codes(DType::float16, {0x00, 0x3C}, 1), ElementsAre(1.0F));
  EXPECT_THAT(codes(DType::bfloat16, {0x80, 0x3F}, 1), ElementsAre(1.0F));
}

}  // namespace
}  // namespace sprint::ir
