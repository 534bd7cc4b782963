// Every slice of short axes: what is inferred, folded and run natively is what ONNX Runtime gives.
#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>

#include "ops/op.h"
#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

using Limits = std::numeric_limits<int64_t>;
constexpr int64_t kMost32 = std::numeric_limits<int32_t>::max();

Tensor list(std::vector<int64_t> values) {
  Tensor tensor(DType::int64, {static_cast<int64_t>(values.size())});
  std::ranges::copy(values, tensor.as<int64_t>().begin());
  return tensor;
}

struct Limit {
  int64_t start, end, step;
};

std::vector<Limit> limits() {
  std::vector<Limit> all;
  const std::vector<int64_t> places{
      Limits::min(), -kMost32 - 1,      -5,           -4, -3, -2, -1, 0, 1, 2, 3, 4,
      kMost32,       Limits::max() - 1, Limits::max()};
  for (const int64_t start : places) {
    for (const int64_t end : places) {
      for (const int64_t step : {Limits::min(), int64_t{-4}, int64_t{-3}, int64_t{-2}, int64_t{-1},
                                 int64_t{1}, int64_t{2}, int64_t{3}, int64_t{4}, Limits::max()}) {
        all.push_back({start, end, step});
      }
    }
  }
  return all;
}

class Slices : public TwoRuntimes {
 protected:
  // The elements that the rule of the operator takes when it folds and, as a shape's, infers.
  static std::vector<Tensor> by_rule(const Model& model, const std::vector<Tensor>& inputs) {
    const ir::Node& node = model.ir().graph.nodes.front();
    const ops::OpSpec& spec = *ops::find_op("", "Slice");
    ops::EvalContext evaluation{node, 13, {}};
    std::vector<ops::Fact> facts;
    for (const Tensor& input : inputs) {
      evaluation.inputs.push_back(ir::Constant::make(input));
      facts.push_back({input.dtype, shape_of(input.dims), evaluation.inputs.back(), {}});
    }
    std::vector<const ops::Fact*> pointers;
    for (const ops::Fact& fact : facts) pointers.push_back(&fact);
    ops::InferContext inference(node, 13, pointers, {});
    spec.infer(inference);
    const ops::Fact inferred = inference.take_outputs().at(0);
    const Tensor folded = spec.evaluate(evaluation).at(0)->to_tensor();
    EXPECT_EQ(known_dims(inferred.shape.value()), folded.dims);
    EXPECT_TRUE(std::ranges::equal(ops::known_values(inferred.elements.value()).value(),
                                   folded.as<int64_t>()));
    return {folded};
  }
};

TEST_F(Slices, AreThoseOfOnnxRuntime) {
  add_input("x", list({1, 2, 3}), {0});
  for (const char* name : {"starts", "ends", "axes", "steps"}) add_input(name, list({0}));
  add("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"});
  add_output("y", DType::int64);
  const Model made = model();
  const auto expected = open(made, Runtime::onnxruntime), native = open(made, Runtime::native);
  size_t elements = 0;
  for (int64_t size = 0; size <= 3; ++size) {
    std::vector<int64_t> values(static_cast<size_t>(size));
    std::iota(values.begin(), values.end(), 1);
    for (const auto& [start, end, step] : limits()) {
      SCOPED_TRACE(testing::Message() << size << ": " << start << ", " << end << ", " << step);
      const std::vector<Tensor> inputs{list(values), list({start}), list({end}), list({-1}),
                                       list({step})};
      const std::vector<Tensor> right = expected->run(inputs);
      expect_close(native->run(inputs), right, 0);
      expect_close(by_rule(made, inputs), right, 0);
      if (HasFailure()) return;
      elements += right.at(0).as<int64_t>().size();
    }
  }
  EXPECT_GT(elements, 1000U);
}

// Two axes at once, one from its end, and axes and steps left out.
TEST_F(Slices, OfSeveralAxes) {
  add_input("x", floats({4, 3, 5}));
  add_list<int64_t>("starts", {-9, 3});
  add_list<int64_t>("ends", {2, -9});
  add_list<int64_t>("axes", {0, -1});
  add_list<int64_t>("steps", {1, -2});
  add("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"});
  add("Slice", {"x", "starts", "ends"}, {"z"});
  add_output("y", DType::float32);
  add_output("z", DType::float32);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
