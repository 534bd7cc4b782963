#include "session/onnxruntime_types.h"

#include <gtest/gtest.h>

namespace sprint::session {
namespace {

constexpr int kLast = static_cast<int>(DType::int2);

TEST(OnnxRuntimeTypes, EveryTypeGoesThereAndBack) {
  for (int type = 0; type <= kLast; ++type) {
    const auto dtype = static_cast<DType>(type);
    EXPECT_EQ(from_onnxruntime(to_onnxruntime(dtype)), dtype) << dtype_name(dtype);
  }
}

TEST(OnnxRuntimeTypes, TheNewestHaveNumbersOfTheirOwn) {
  const auto type = [](int number) {
    return from_onnxruntime(static_cast<ONNXTensorElementDataType>(number));
  };
  EXPECT_EQ(type(21), DType::uint4);
  EXPECT_EQ(type(22), DType::int4);
  EXPECT_EQ(type(23), DType::float4e2m1);
  EXPECT_EQ(type(24), DType::uint2);
  EXPECT_EQ(type(25), DType::int2);
  EXPECT_EQ(type(26), DType::float8e8m0);
  EXPECT_EQ(type(27), DType::undefined);
  EXPECT_EQ(type(-1), DType::undefined);
}

}  // namespace
}  // namespace sprint::session
