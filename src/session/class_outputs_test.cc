#include "session/class_outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sprint::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<size_t> outputs_of(const std::vector<std::vector<int64_t>>& shapes) {
  std::vector<Tensor> outputs;
  for (const auto& dims : shapes) outputs.emplace_back(DType::float32, dims);
  return class_outputs(outputs);
}

TEST(ClassOutputs, AreThoseWithOneWideDimension) {
  EXPECT_THAT(outputs_of({{1, 2}}), ElementsAre(0));
  EXPECT_THAT(outputs_of({{10}, {1, 1000, 1, 1}}), ElementsAre(0, 1));
  EXPECT_THAT(outputs_of({{1}, {1, 3}, {4420, 2}}), ElementsAre(1));
}

TEST(ClassOutputs, AreNeitherEmptyNorSingleNumbers) {
  EXPECT_THAT(outputs_of({{}, {1, 1}, {0, 2}, {0}}), IsEmpty());
  EXPECT_THAT(outputs_of({}), IsEmpty());
}

}  // namespace
}  // namespace sprint::session
