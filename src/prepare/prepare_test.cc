#include "prepare/prepare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ir/check.h"
#include "ir/graph_for_test.h"
#include "prepare/passes.h"
#include "sprint/error.h"

namespace sprint {
namespace {

using ir::add_input;
using ir::add_node;
using ir::add_output;
using ir::Constant;
using ir::tensor_type;
using ir::value_named;
using testing::ElementsAre;
using testing::HasSubstr;

ir::Model model_of(int64_t opset) {
  ir::Model model;
  model.ir_version = 3;
  ir::set_opset_version(model, "", opset);
  return model;
}

ir::Type batch_of(std::vector<int64_t> rest) {
  ir::Type type = tensor_type(DType::float32, rest);
  type.shape->insert(type.shape->begin(), Dim::named("batch"));
  return type;
}

void add_ints(ir::Graph& graph, const std::string& name, std::vector<int64_t> dims,
              std::vector<int64_t> values) {
  ir::add_constant(graph, name, Constant::of<int64_t>(std::move(dims), std::move(values)));
}

void add_floats(ir::Graph& graph, const std::string& name, std::vector<int64_t> dims,
                std::vector<float> values) {
  ir::add_constant(graph, name, Constant::of<float>(std::move(dims), std::move(values)));
}

std::string shape_of_value(const ir::Graph& graph, const std::string& name) {
  const auto& shape = graph[ir::find_value(graph, name)].type.shape;
  return shape ? shape_text(*shape) : "unknown";
}

std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// x.view(x.size(0), -1) as PyTorch exports it.
ir::Model flattening_model() {
  ir::Model model = model_of(9);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({8, 4, 4}));
  add_ints(graph, "zero", {}, {0});
  add_ints(graph, "rest", {1}, {-1});
  add_node(graph, "Shape", {"x"}, {"shape"});
  add_node(graph, "Gather", {"shape", "zero"}, {"first"});
  add_node(graph, "Unsqueeze", {"first"}, {"row"}).set({"axes", std::vector<int64_t>{0}});
  add_node(graph, "Concat", {"row", "rest"}, {"target"}).set({"axis", int64_t{0}});
  add_node(graph, "Reshape", {"x", "target"}, {"y"});
  add_output(graph, "y");
  return model;
}

TEST(InferShapes, SolvesReshapeByANamedBatch) {
  const ir::Model model = infer_shapes(flattening_model());
  EXPECT_EQ(shape_of_value(model.graph, "y"), "[batch, 128]");
  EXPECT_EQ(model.graph.nodes.size(), 5U);
}

TEST(FoldConstants, ReplacesAShapeChainByAConstantTarget) {
  const ir::Model model = prepare(flattening_model());
  ASSERT_THAT(ir::op_types(model.graph), ElementsAre("Reshape"));
  EXPECT_THAT(model.graph.constant(model.graph.nodes[0].inputs[1])->to_ints(),
              ElementsAre(-1, 128));
  EXPECT_NO_THROW(ir::check(model));
}

TEST(FoldConstants, ComputesWhatDependsOnNoInput) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {2, 3}));
  add_floats(graph, "a", {3, 2}, {1, 2, 3, 4, 5, 6});
  add_node(graph, "Transpose", {"a"}, {"t"});
  add_node(graph, "Sqrt", {"t"}, {"roots"});
  add_node(graph, "Add", {"x", "roots"}, {"y"});
  add_output(graph, "y");
  model = prepare_passes::fold_constants(std::move(model));
  ASSERT_THAT(ir::op_types(model.graph), ElementsAre("Add"));
  const auto roots = model.graph.constant(ir::find_value(model.graph, "roots"));
  EXPECT_THAT(roots->dims(), ElementsAre(2, 3));
  EXPECT_FLOAT_EQ(roots->as<float>()[1], std::sqrt(3.0F));
}

TEST(FoldConstants, LeavesAnOutputItsNode) {
  ir::Model model = model_of(13);
  add_floats(model.graph, "a", {1}, {4});
  add_node(model.graph, "Sqrt", {"a"}, {"y"});
  add_output(model.graph, "y");
  model = prepare(std::move(model));
  EXPECT_THAT(ir::op_types(model.graph), ElementsAre("Sqrt"));
}

TEST(FoldConstants, DoesNotBlowAModelUp) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {}));
  add_ints(graph, "dims", {3}, {1000, 1000, 100});
  add_node(graph, "ConstantOfShape", {"dims"}, {"zeros"});
  add_node(graph, "Add", {"x", "zeros"}, {"y"});
  add_output(graph, "y");
  model = prepare(std::move(model));
  EXPECT_THAT(ir::op_types(model.graph), ElementsAre("ConstantOfShape", "Add"));
  EXPECT_EQ(shape_of_value(model.graph, "y"), "[1000, 1000, 100]");
}

TEST(FoldBatchNorm, GoesIntoTheConvBefore) {
  ir::Model model = model_of(9);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({1, 2, 2}));
  add_floats(graph, "w", {2, 1, 1, 1}, {3, 5});
  add_floats(graph, "b", {2}, {1, 2});
  add_floats(graph, "scale", {2}, {2, 4});
  add_floats(graph, "shift", {2}, {10, 20});
  add_floats(graph, "mean", {2}, {0.5F, 1});
  add_floats(graph, "var", {2}, {4, 16});
  add_node(graph, "Conv", {"x", "w", "b"}, {"c"});
  add_node(graph, "BatchNormalization", {"c", "scale", "shift", "mean", "var"}, {"y"})
      .set({"epsilon", 0.0F});
  add_output(graph, "y");
  model = prepare(std::move(model));
  ASSERT_THAT(ir::op_types(model.graph), ElementsAre("Conv"));
  const ir::Node& conv = model.graph.nodes[0];
  EXPECT_THAT(model.graph.constant(conv.inputs[1])->to_floats(), ElementsAre(3, 5));
  EXPECT_THAT(model.graph.constant(conv.inputs[2])->to_floats(), ElementsAre(10.5F, 21));
  EXPECT_EQ(model.graph[conv.outputs[0]].name, "y");
}

TEST(FoldBatchNorm, StaysWhereTheConvHasAnotherUse) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({1, 2, 2}));
  add_floats(graph, "w", {1, 1, 1, 1}, {3});
  for (const char* name : {"scale", "shift", "mean", "var"}) add_floats(graph, name, {1}, {1});
  add_node(graph, "Conv", {"x", "w"}, {"c"});
  add_node(graph, "BatchNormalization", {"c", "scale", "shift", "mean", "var"}, {"y"});
  add_output(graph, "y");
  add_output(graph, "c");
  model = prepare(std::move(model));
  EXPECT_THAT(ir::op_types(model.graph), ElementsAre("Conv", "BatchNormalization"));
}

TEST(RemoveIdentity, KeepsTheNamesOfOutputs) {
  ir::Model model = model_of(9);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {2, 3}));
  add_node(graph, "Identity", {"x"}, {"x1"});
  add_node(graph, "Relu", {"x1"}, {"r"});
  add_node(graph, "Dropout", {"r"}, {"d", "mask"});
  add_node(graph, "Identity", {"d"}, {"y"});
  add_node(graph, "Neg", {"d"}, {"z"});
  add_output(graph, "y");
  add_output(graph, "z");
  model = prepare(std::move(model));
  ASSERT_THAT(ir::op_types(model.graph), ElementsAre("Relu", "Neg"));
  EXPECT_THAT(ir::input_names(model.graph, model.graph.nodes[0]), ElementsAre("x"));
  EXPECT_THAT(ir::input_names(model.graph, model.graph.nodes[1]), ElementsAre("y"));
  EXPECT_NO_THROW(ir::check(model));
}

TEST(RemoveIdentity, StaysBetweenAnInputAndAnOutput) {
  ir::Model model = model_of(13);
  add_input(model.graph, "x", tensor_type(DType::float32, {2, 3}));
  add_node(model.graph, "Identity", {"x"}, {"y"});
  add_output(model.graph, "y");
  EXPECT_THAT(ir::op_types(prepare(std::move(model)).graph), ElementsAre("Identity"));
}

TEST(DropInitializerInputs, TakesDefaultsOutOfTheInputs) {
  ir::Model model = model_of(9);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {1}));
  add_floats(graph, "a", {1}, {4});
  graph.inputs.push_back(ir::find_value(graph, "a"));
  add_node(graph, "Add", {"x", "a"}, {"y"});
  add_output(graph, "y");
  model = prepare(std::move(model));
  EXPECT_EQ(model.graph.inputs.size(), 1U);
  EXPECT_EQ(ir::opset_version(model), 13);
  EXPECT_GE(model.ir_version, 7);
}

TEST(NameNodes, GivesUniqueNames) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {1}));
  add_node(graph, "Relu", {"x"}, {"y"}).name = "";
  add_node(graph, "Neg", {"x"}, {"z"}).name = "Relu_y";
  add_output(graph, "y");
  add_output(graph, "z");
  model = prepare(std::move(model));
  EXPECT_EQ(model.graph.nodes[0].name, "Relu_y_1");
  EXPECT_EQ(model.graph.nodes[1].name, "Relu_y");
}

TEST(UpgradeOpset, SoftmaxOverSeveralAxesIsFlattened) {
  ir::Model model = model_of(11);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({3, 4}));
  add_node(graph, "Softmax", {"x"}, {"y"});
  add_output(graph, "y");
  model = prepare(std::move(model));
  EXPECT_THAT(ir::op_types(model.graph), ElementsAre("Flatten", "Softmax", "Reshape"));
  EXPECT_EQ(shape_of_value(model.graph, "y"), "[batch, 3, 4]");
}

TEST(UpgradeOpset, SoftmaxOverTheLastAxisStaysOneNode) {
  ir::Model model = model_of(11);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({3, 4}));
  add_node(graph, "Softmax", {"x"}, {"y"}).set({"axis", int64_t{2}});
  add_output(graph, "y");
  model = prepare(std::move(model));
  ASSERT_THAT(ir::op_types(model.graph), ElementsAre("Softmax"));
  EXPECT_EQ(model.graph.nodes[0].get<int64_t>("axis", 0), -1);
}

TEST(UpgradeOpset, NamesWhatItCannotSay) {
  ir::Model model = model_of(7);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", batch_of({3, 4, 4}));
  for (const char* name : {"scale", "shift", "mean", "var"}) add_input(graph, name);
  add_node(graph, "BatchNormalization", {"x", "scale", "shift", "mean", "var"}, {"y"})
      .set({"spatial", int64_t{0}});
  add_output(graph, "y");
  const std::string error = error_of([&] { prepare(model); });
  EXPECT_THAT(error, HasSubstr("node 'make_y' (BatchNormalization)"));
  EXPECT_THAT(error, HasSubstr("from version 8 to 9"));
}

TEST(InferShapes, NamesTheNodeWhoseShapesContradict) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_input(graph, "x", tensor_type(DType::float32, {2, 3}));
  add_input(graph, "w", tensor_type(DType::float32, {4, 5}));
  add_node(graph, "MatMul", {"x", "w"}, {"y"});
  add_output(graph, "y");
  EXPECT_THAT(error_of([&] { infer_shapes(model); }), HasSubstr("node 'make_y' (MatMul)"));
}

TEST(FoldConstants, RefusesToExpandToANegativeDimension) {
  ir::Model model = model_of(13);
  ir::Graph& graph = model.graph;
  add_floats(graph, "a", {1}, {4});
  add_ints(graph, "dims", {2}, {2, -3});
  add_node(graph, "Expand", {"a", "dims"}, {"y"});
  add_output(graph, "y");
  EXPECT_THAT(error_of([&] { prepare(model); }), HasSubstr("node 'make_y' (Expand)"));
}

TEST(Prepare, RefusesAnOpsetOutOfRange) {
  EXPECT_THROW(prepare(model_of(13), {12}), Error);
  EXPECT_THROW(prepare(model_of(6)), Error);
}

}  // namespace
}  // namespace sprint
