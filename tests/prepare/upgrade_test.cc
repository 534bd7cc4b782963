// Every rewriting of the opset upgrade, held against ONNX Runtime running the model as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "prepare/passes.h"
#include "prepare/prepare.h"
#include "session/inputs.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint {
namespace {

using Ints = std::vector<int64_t>;
using Floats = std::vector<float>;

struct Input {
  std::string name;
  Ints dims;
  DType dtype = DType::float32;
};

// A model of one node that is under test.
struct UpgradeCase {
  std::string title, op_type;
  int64_t opset;
  std::vector<Input> inputs;
  std::vector<ir::Attribute> attributes = {};
  std::vector<std::pair<std::string, ir::ConstantPtr>> constants = {};
  size_t outputs = 1;
  bool rank_known = true;
};

std::ostream& operator<<(std::ostream& stream, const UpgradeCase& test) {
  return stream << test.title;
}

ir::ConstantPtr floats(const Floats& values) {
  return ir::Constant::of<float>({static_cast<int64_t>(values.size())}, values);
}

ir::Model build(const UpgradeCase& test) {
  ir::Model model;
  model.ir_version = test.opset >= 19 ? 9 : test.opset >= 15 ? 8 : 7;
  ir::set_opset_version(model, "", test.opset);
  ir::Graph& graph = model.graph;
  std::vector<std::string> inputs, outputs;
  for (const Input& input : test.inputs) {
    ir::Type type = ir::tensor_type(input.dtype, input.dims);
    if (!test.rank_known) {
      // The same tensor through a Reshape to a shape that only the run knows.
      const Ints rank{static_cast<int64_t>(input.dims.size())};
      ir::add_input(graph, input.name + "_given", type);
      ir::Type open = ir::tensor_type(DType::int64, {0});
      open.shape = Shape{Dim::named("rank")};
      ir::add_input(graph, input.name + "_dims", open);
      ir::add_node(graph, "Reshape", {input.name + "_given", input.name + "_dims"}, {input.name});
    } else {
      ir::add_input(graph, input.name, type);
    }
    inputs.push_back(input.name);
  }
  for (const auto& [name, constant] : test.constants) {
    ir::add_constant(graph, name, constant);
    inputs.push_back(name);
  }
  for (size_t i = 0; i < test.outputs; ++i) outputs.push_back("y" + std::to_string(i));
  ir::add_node(graph, test.op_type, inputs, outputs).attributes = test.attributes;
  for (const std::string& name : outputs) ir::add_output(graph, name);
  return infer_shapes(std::move(model));
}

std::vector<Tensor> inputs_of(const UpgradeCase& test) {
  std::vector<Tensor> tensors;
  for (const Input& input : test.inputs) {
    const TensorSpec spec{input.name, input.dtype, input.dims};
    tensors.push_back(session::random_inputs({spec}, {}, tensors.size() + 1).front());
    if (input.dtype == DType::float32) {
      for (float& value : tensors.back().as<float>()) value = value * 4 - 2;
    }
    if (!test.rank_known) {
      Tensor dims(DType::int64, {static_cast<int64_t>(input.dims.size())});
      std::copy(input.dims.begin(), input.dims.end(), dims.as<int64_t>().begin());
      tensors.push_back(std::move(dims));
    }
  }
  return tensors;
}

std::vector<Tensor> run(const ir::Model& model, const std::vector<Tensor>& inputs) {
  const SessionOptions options{.runtime = Runtime::onnxruntime, .optimize = false};
  return open_session(Model(std::make_shared<const ir::Model>(model)), options)->run(inputs);
}

class Upgrade : public testing::TestWithParam<UpgradeCase> {};

TEST_P(Upgrade, ComputesTheSame) {
  const ir::Model model = build(GetParam());
  const std::vector<Tensor> inputs = inputs_of(GetParam());
  const std::vector<Tensor> expected = run(model, inputs);
  for (const int64_t target : {13, 18, 20, 21}) {
    if (target <= GetParam().opset) continue;
    SCOPED_TRACE(target);
    const ir::Model upgraded = prepare_passes::upgrade_opset(model, target);
    const std::vector<Tensor> actual = run(upgraded, inputs);
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(actual[i].dims, expected[i].dims);
      ASSERT_EQ(actual[i].dtype, expected[i].dtype);
      const auto a = to_floats(actual[i]), b = to_floats(expected[i]);
      for (size_t k = 0; k < a.size(); ++k) ASSERT_NEAR(a[k], b[k], 1e-5) << "element " << k;
    }
  }
}

// What the mask holds in inference is not said before version 12; its type is.
TEST(Dropout, MaskKeepsItsType) {
  const UpgradeCase test{"", "Dropout", 7, {{"x", {2, 3}}}, {}, {}, 2};
  const ir::Model upgraded = prepare_passes::upgrade_opset(build(test), 13);
  EXPECT_EQ(run(upgraded, inputs_of(test))[1].dtype, DType::float32);
}

std::vector<UpgradeCase> softmax_cases() {
  std::vector<UpgradeCase> cases;
  const Ints dims{2, 3, 4, 5};
  for (const std::string op : {"Softmax", "LogSoftmax", "Hardmax"}) {
    for (const int64_t opset : {7, 11, 12}) {
      for (size_t rank = 1; rank <= 4; ++rank) {
        const auto last = static_cast<int64_t>(rank);
        for (int64_t axis = opset < 11 ? 0 : -last; axis < last; ++axis) {
          for (const bool known : {true, false}) {
            const Ints shape(dims.begin(), dims.begin() + last);
            cases.push_back({op + "_" + std::to_string(opset) + "_rank" + std::to_string(rank) +
                                 "_axis" + (axis < 0 ? "minus" : "") +
                                 std::to_string(std::abs(axis)) + (known ? "" : "_open"),
                             op,
                             opset,
                             {{"x", shape}},
                             {{"axis", axis}},
                             {},
                             1,
                             known});
          }
        }
      }
    }
  }
  return cases;
}

std::vector<UpgradeCase> other_cases() {
  const Input image{"x", {1, 2, 4, 6}};
  const auto mode = [](const char* name) { return ir::Attribute("mode", std::string(name)); };
  const auto norm = [&](int64_t opset) {
    return UpgradeCase{"BatchNormalization_" + std::to_string(opset),
                       "BatchNormalization",
                       opset,
                       {image},
                       {{"epsilon", 1e-3F}, {"momentum", 0.8F}},
                       {{"scale", floats({1, 2})},
                        {"b", floats({3, 4})},
                        {"mean", floats({0.5F, -1})},
                        {"var", floats({4, 9})}}};
  };
  std::vector<UpgradeCase> cases{
      norm(7),
      norm(9),
      norm(13),
      {"Slice_7",
       "Slice",
       7,
       {image},
       {{"starts", Ints{1, -3}}, {"ends", Ints{3, 1000}}, {"axes", Ints{2, 3}}}},
      {"Slice_9_all_axes",
       "Slice",
       9,
       {image},
       {{"starts", Ints{0, 1, 0, 2}}, {"ends", Ints{1, 2, -1, 5}}}},
      {"TopK_7", "TopK", 7, {image}, {{"k", int64_t{3}}, {"axis", int64_t{-1}}}, {}, 2},
      {"Clip_7", "Clip", 7, {image}, {{"min", -0.5F}, {"max", 1.25F}}},
      {"Clip_7_above", "Clip", 7, {image}, {{"max", 1.25F}}},
      {"Clip_10_below", "Clip", 10, {image}, {{"min", 0.0F}}},
      {"Clip_10_free", "Clip", 10, {image}},
      {"Pad_7", "Pad", 7, {image}, {{"pads", Ints{0, 0, 1, 2, 0, 0, 3, 0}}, {"value", 1.5F}}},
      {"Pad_10_crop", "Pad", 10, {image}, {{"pads", Ints{0, 0, -1, 2, 0, 0, 0, -2}}}},
      {"Pad_7_reflect",
       "Pad",
       7,
       {image},
       {{"pads", Ints{0, 0, 1, 2, 0, 0, 1, 2}}, mode("reflect")}},
      {"Upsample_7_nearest",
       "Upsample",
       7,
       {image},
       {{"scales", Floats{1, 1, 2, 1.5F}}, mode("nearest")}},
      {"Upsample_7_linear",
       "Upsample",
       7,
       {image},
       {{"scales", Floats{1, 1, 2, 3}}, mode("linear")}},
      {"Upsample_9_nearest",
       "Upsample",
       9,
       {image},
       {mode("nearest")},
       {{"scales", floats({1, 1, 2.5F, 2})}}},
      {"Upsample_9_linear",
       "Upsample",
       9,
       {image},
       {mode("linear")},
       {{"scales", floats({1, 1, 2, 2.5F})}}},
      {"Resize_10_up",
       "Resize",
       10,
       {image},
       {mode("nearest")},
       {{"scales", floats({1, 1, 2, 2.5F})}}},
      {"Resize_10_down",
       "Resize",
       10,
       {image},
       {mode("nearest")},
       {{"scales", floats({1, 1, 0.5F, 0.4F})}}},
      {"Resize_10_linear",
       "Resize",
       10,
       {image},
       {mode("linear")},
       {{"scales", floats({1, 1, 0.5F, 1.5F})}}},
      {"Dropout_7_mask", "Dropout", 7, {image}, {{"ratio", 0.3F}}},
      {"Resize_11_tf_half_pixel",
       "Resize",
       11,
       {image},
       {mode("nearest"),
        {"coordinate_transformation_mode", std::string("tf_half_pixel_for_nn")},
        {"nearest_mode", std::string("floor")}},
       {{"roi", floats({})}, {"scales", floats({1, 1, 2.5F, 0.4F})}}},
      {"Dropout_10", "Dropout", 10, {image}, {{"ratio", 0.3F}}},
      {"Squeeze_7", "Squeeze", 7, {image}, {{"axes", Ints{0}}}},
      {"Squeeze_12_all", "Squeeze", 12, {image}},
      {"Unsqueeze_12", "Unsqueeze", 12, {image}, {{"axes", Ints{-1, 1}}}},
      {"ReduceSum_7", "ReduceSum", 7, {image}, {{"axes", Ints{1, 3}}, {"keepdims", int64_t{0}}}},
      {"ReduceSum_11_all", "ReduceSum", 11, {image}, {{"keepdims", int64_t{0}}}},
      {"Split_7", "Split", 7, {image}, {{"axis", int64_t{3}}, {"split", Ints{1, 2, 3}}}, {}, 3},
      {"Split_11_even", "Split", 11, {image}, {{"axis", int64_t{-1}}}, {}, 3},
      {"Split_13_even", "Split", 13, {image}, {{"axis", int64_t{3}}}, {}, 2},
      {"Scatter_9", "Scatter", 9, {{"x", {3, 4}}, {"i", {2, 4}, DType::int64}, {"u", {2, 4}}}},
      {"GridSample_16", "GridSample", 16, {image, {"g", {1, 3, 3, 2}}}, {mode("bilinear")}},
      {"GridSample_16_cubic", "GridSample", 16, {image, {"g", {1, 3, 3, 2}}}, {mode("bicubic")}},
      {"GridSample_16_default", "GridSample", 16, {image, {"g", {1, 3, 3, 2}}}},
      {"RoiAlign_10",
       "RoiAlign",
       10,
       {{"x", {2, 2, 4, 6}}, {"r", {2, 4}}, {"b", {2}, DType::int64}},
       {{"output_height", int64_t{2}}, {"output_width", int64_t{2}}}},
      {"DFT_17", "DFT", 17, {{"x", {1, 8, 2}}}},
      {"DFT_17_axis", "DFT", 17, {{"x", {1, 8, 4, 2}}}, {{"axis", int64_t{2}}}},
  };
  cases.back().inputs.front().dims = {1, 8, 4, 2};
  for (const std::string op : {"ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceL1",
                               "ReduceL2", "ReduceSumSquare"}) {
    cases.push_back({op + "_7", op, 7, {image}, {{"axes", Ints{2, 3}}}});
    cases.push_back({op + "_13_all", op, 13, {image}});
    cases.push_back({op + "_17", op, 17, {image}, {{"axes", Ints{-1}}, {"keepdims", int64_t{0}}}});
  }
  return cases;
}

const auto kTitle = [](const auto& info) { return info.param.title; };
INSTANTIATE_TEST_SUITE_P(Softmax, Upgrade, testing::ValuesIn(softmax_cases()), kTitle);
INSTANTIATE_TEST_SUITE_P(Others, Upgrade, testing::ValuesIn(other_cases()), kTitle);

}  // namespace
}  // namespace sprint
