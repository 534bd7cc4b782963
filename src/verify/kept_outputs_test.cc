#include "verify/kept_outputs.h"

#include <gmock/gmock.h>

namespace sprint::verify {
namespace {

std::vector<Tensor> outputs(float value, int64_t count) {
  Tensor numbers(DType::float32, {1, count}), nothing(DType::int64, {0});
  for (float& number : numbers.as<float>()) number = value++;
  return {numbers, nothing};
}

void expect_equal(const std::optional<std::vector<Tensor>>& found,
                  const std::vector<Tensor>& expected) {
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*found)[i].dtype, expected[i].dtype);
    EXPECT_EQ((*found)[i].dims, expected[i].dims);
    EXPECT_EQ((*found)[i].data, expected[i].data);
  }
}

TEST(KeptOutputs, AreTheSameFromMemoryAndFromTheFile) {
  KeptOutputs kept(100);  // bytes: room for the first and the last
  const std::vector<std::vector<Tensor>> made{outputs(1, 10), outputs(2, 1000), outputs(3, 500),
                                              outputs(4, 15)};
  for (size_t i = 0; i < made.size(); ++i) kept.keep(std::to_string(i), made[i]);
  for (size_t i = made.size(); i-- > 0;) expect_equal(kept.find(std::to_string(i)), made[i]);
  EXPECT_FALSE(kept.find("4").has_value());
}

}  // namespace
}  // namespace sprint::verify
