#include "calibrate/observe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "calibrate/ranges.h"
#include "ir/graph_for_test.h"
#include "sprint/error.h"

namespace sprint::calibrate {
namespace {

using testing::HasSubstr;

// y = -relu(x)
ir::Model negated_relu() {
  ir::Model model;
  model.ir_version = 8;
  ir::set_opset_version(model, "", 13);
  ir::add_input(model.graph, "x", ir::tensor_type(DType::float32, {1, 3}));
  ir::add_node(model.graph, "Relu", {"x"}, {"r"});
  ir::add_node(model.graph, "Neg", {"r"}, {"y"});
  ir::add_output(model.graph, "y");
  for (ir::Value& value : model.graph.values) {
    value.type = ir::tensor_type(DType::float32, {1, 3});
  }
  return model;
}

std::vector<Tensor> sample(std::vector<float> values) {
  Tensor tensor(DType::float32, {1, 3});
  std::copy(values.begin(), values.end(), tensor.as<float>().begin());
  return {tensor};
}

const std::vector<std::vector<float>> kSamples{{-5, 1, 2}, {-1, 0, 7}};

TEST(Observe, SeesInputsOutputsAndValuesBetween) {
  const std::vector<std::string> names{"x", "r", "y"};
  size_t reported = 0;
  const Observations observed = observe(
      negated_relu(), names, 2, [](size_t index) { return sample(kSamples[index]); },
      [&](const char*, size_t done, size_t) { reported = done; });
  EXPECT_EQ(observed.samples, 2U);
  EXPECT_EQ(reported, 2U);
  const Ranges ranges = choose_ranges(observed, CalibrationMethod::min_max, 100);
  EXPECT_EQ(ranges.at("x").covered, (Range{-5, 7}));
  EXPECT_EQ(ranges.at("r").covered, (Range{0, 7}));
  EXPECT_EQ(ranges.at("y").covered, (Range{-7, 0}));
  EXPECT_EQ(observed.tensors.at("r").count(), 6U);
}

TEST(Observe, DoesNotDependOnTheOrderOfSamples) {
  const std::vector<std::string> names{"x", "r"};
  const auto forth =
      observe(negated_relu(), names, 2, [](size_t index) { return sample(kSamples[index]); });
  const auto back =
      observe(negated_relu(), names, 2, [](size_t index) { return sample(kSamples[1 - index]); });
  EXPECT_TRUE(forth == back);
}

std::string message_of(const std::vector<std::string>& names, size_t count,
                       const std::vector<float>& values) {
  try {
    observe(negated_relu(), names, count, [&](size_t) { return sample(values); });
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Observe, ErrorsNameSampleAndTensor) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(message_of({"r"}, 1, {1, nan, 2}), HasSubstr("sample 0: input 'x': holds a NaN"));
  EXPECT_THAT(message_of({"none"}, 1, {1, 2, 3}), HasSubstr("tensor 'none': is not in the graph"));
  EXPECT_THAT(message_of({"r"}, 0, {1, 2, 3}), HasSubstr("no samples"));
}

// An infinity is a mask, no fault: ranges are those of the other values.
TEST(Observe, InfinitiesAreToldApartFromValues) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<std::string> names{"r", "y"};
  const Observations observed = observe(negated_relu(), names, 1, [&](size_t) {
    return sample({1, infinity, 2});
  });
  const Ranges ranges = choose_ranges(observed, CalibrationMethod::min_max, 100);
  EXPECT_EQ(ranges.at("r"), (TensorRange{{1, 2}, {1, 2}, Evidence::infinities}));
  EXPECT_EQ(ranges.at("y").evidence, Evidence::infinities);
}

}  // namespace
}  // namespace sprint::calibrate
