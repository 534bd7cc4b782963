#include "session/automatic.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/error.h"
#include "ir/graph_for_test.h"
#include "sprint/model.h"

namespace sprint::session {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

Tensor floats(std::vector<int64_t> dims, float value = 1) {
  Tensor tensor(DType::float32, std::move(dims));
  for (float& element : tensor.as<float>()) element = value;
  return tensor;
}

ir::Model with_input(const Shape& shape, DType dtype = DType::float32) {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 13, {}}};
  ir::Type type;
  type.dtype = dtype;
  type.shape = shape;
  ir::add_input(model.graph, "x", type);
  return model;
}

// y = Conv(x, w), of one dimension, which the native runtime does not have.
ir::Model convolution(const Dim& length) {
  ir::Model model = with_input({1, 1, length});
  ir::add_constant(model.graph, "w", ir::Constant::of<float>({1, 1, 2}, {1, 2}));
  ir::add_node(model.graph, "Conv", {"x", "w"}, {"y"});
  ir::add_output(model.graph, "y");
  return model;
}

std::unique_ptr<Session> open(ir::Model model, Runtime runtime = Runtime::automatic) {
  return open_session(Model(std::make_shared<const ir::Model>(std::move(model))),
                      {.runtime = runtime});
}

TEST(Automatic, TakesOnnxRuntimeWhereNativeDoesNotOpen) {
  const auto session = open(convolution(3));
  EXPECT_EQ(session->runtime_kind(), Runtime::onnxruntime);
  EXPECT_THAT(session->runtime(),
              AllOf(StartsWith("onnxruntime 1."), HasSubstr(" (native: node 'make_y' (Conv): ")));
  EXPECT_THAT(session->run(std::vector{floats({1, 1, 3})})[0].as<float>(), ElementsAre(3, 3));
}

TEST(Automatic, FallsBackWhereTheFirstShapeIsRefused) {
  for (const bool bound : {false, true}) {
    const auto session = open(convolution(Dim::named("length")));
    EXPECT_EQ(session->runtime_kind(), Runtime::native);
    const std::vector inputs{floats({1, 1, 4})};
    if (bound) {
      session->bind(inputs);
      session->run_bound();
      EXPECT_THAT(session->results()[0].as<float>(), ElementsAre(3, 3, 3));
    } else {
      EXPECT_THAT(session->run(inputs)[0].as<float>(), ElementsAre(3, 3, 3));
    }
    EXPECT_THAT(session->runtime(), AllOf(StartsWith("onnxruntime 1."), HasSubstr("make_y")));
    EXPECT_EQ(session->inputs()[0].dims, (std::vector<int64_t>{1, 1, -1}));
  }
}

// The native runtime does not resize channels.
TEST(Automatic, FallsBackWhereALaterShapeIsRefused) {
  ir::Model model = with_input({1, Dim::named("channels"), 2, 2});
  ir::add_constant(model.graph, "sizes", ir::Constant::of<int64_t>({4}, {1, 2, 2, 2}));
  ir::add_node(model.graph, "Resize", {"x", "", "", "sizes"}, {"y"});
  ir::add_output(model.graph, "y");
  const auto session = open(model);
  const std::vector<int64_t> dims{1, 2, 2, 2};
  EXPECT_EQ(session->run(std::vector{floats({1, 2, 2, 2}, 5)})[0].dims, dims);
  EXPECT_EQ(session->runtime_kind(), Runtime::native);
  const Tensor result = session->run(std::vector{floats({1, 1, 2, 2}, 6)})[0];
  EXPECT_EQ(result.dims, dims);
  EXPECT_THAT(result.as<float>(), Each(6));
  EXPECT_EQ(session->runtime_kind(), Runtime::onnxruntime);
  EXPECT_THAT(session->run(std::vector{floats({1, 2, 2, 2}, 7)})[0].as<float>(), Each(7));
}

TEST(Automatic, KeepsToNativeWhereThatRuns) {
  ir::Model model = with_input({Dim::named("n"), 2});
  ir::add_node(model.graph, "Neg", {"x"}, {"y"});
  ir::add_output(model.graph, "y");
  const auto session = open(model);
  for (const int64_t n : {1, 3}) session->run(std::vector{floats({n, 2})});
  EXPECT_EQ(session->runtime_kind(), Runtime::native);
  EXPECT_THAT(session->runtime(), Not(HasSubstr("onnxruntime")));
}

TEST(Automatic, AWrongInputIsNoRefusal) {
  ir::Model model = with_input({Dim::named("n"), 2});
  ir::add_node(model.graph, "Neg", {"x"}, {"y"});
  ir::add_output(model.graph, "y");
  const auto session = open(model);
  EXPECT_THAT(
      [&] {
        session->run(std::vector{floats({1, 3})});
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("input 'x'"), Not(HasSubstr("native")))));
  EXPECT_EQ(session->runtime_kind(), Runtime::native);
}

// An index beyond the table is refused by both, in a run.
ir::Model look_up() {
  ir::Model model = with_input({Dim::named("n")}, DType::int64);
  ir::add_constant(model.graph, "table", ir::Constant::of<float>({2, 1}, {1, 2}));
  ir::add_node(model.graph, "Gather", {"table", "x"}, {"y"});
  ir::add_output(model.graph, "y");
  return model;
}

TEST(Automatic, NamesBothWhereBothRefuse) {
  const auto session = open(look_up());
  Tensor indices(DType::int64, {2});
  indices.as<int64_t>()[1] = 7;
  EXPECT_THAT(
      [&] { session->run(std::vector{indices}); },
      ThrowsMessage<Error>(AllOf(HasSubstr("ONNX Runtime: "), HasSubstr("; native: node"))));
  EXPECT_THAT(
      [] {
        ir::Model model = with_input({2});
        ir::add_node(model.graph, "NoSuchOperator", {"x"}, {"y"});
        ir::add_output(model.graph, "y");
        open(model);
      },
      ThrowsMessage<Error>(
          AllOf(HasSubstr("ONNX Runtime: "), HasSubstr("; native: the native runtime does not have "
                                                       "NoSuchOperator"))));
}

// What was written to the bound inputs moves along.
TEST(Automatic, MovesBoundInputsAlong) {
  int opened = 0;
  ir::Model model = look_up();
  AutomaticSession session(
      "model", [&] { return std::make_unique<NativeSession>(model, SessionOptions{}); },
      [&]() -> std::unique_ptr<Session> {
        ++opened;
        ir::Model larger = look_up();
        ir::Graph& graph = larger.graph;
        graph[ir::find_value(graph, "table")].constant =
            ir::Constant::of<float>({9, 1}, {0, 1, 2, 3, 4, 5, 6, 7, 8});
        return open(larger, Runtime::onnxruntime);
      });
  session.bind(std::vector{Tensor(DType::int64, {2})});
  session.run_bound();
  EXPECT_EQ(opened, 0);
  const int64_t indices[] = {7, 8};
  std::ranges::copy(std::as_bytes(std::span(indices)), session.bound_input(0).begin());
  session.run_bound();
  EXPECT_THAT(session.results()[0].as<float>(), ElementsAre(7, 8));
  EXPECT_EQ(session.runtime_kind(), Runtime::onnxruntime);
  session.run(std::vector{Tensor(DType::int64, {1})});
  EXPECT_EQ(opened, 1);
}

TEST(Automatic, CallsAFaultAFault) {
  const auto fault = []() -> std::unique_ptr<NativeSession> { fail_internal("impossible"); };
  const AutomaticSession session("model", fault,
                                 [] { return open(look_up(), Runtime::onnxruntime); });
  EXPECT_THAT(session.runtime(),
              HasSubstr("(native: a fault of Sprint, please report it: impossible)"));
}

// Nothing of the model is kept for a change that cannot come.
TEST(Automatic, LetsGoOfOnnxRuntimeWhereNothingNewCanCome) {
  ir::Model model = with_input({2});
  ir::add_node(model.graph, "Neg", {"x"}, {"y"});
  ir::add_output(model.graph, "y");
  const auto kept = std::make_shared<int>();
  AutomaticSession session(
      "model", [&] { return std::make_unique<NativeSession>(model, SessionOptions{}); },
      [kept]() -> std::unique_ptr<Session> { fail("is not opened"); });
  EXPECT_EQ(kept.use_count(), 2);
  session.run(std::vector{floats({2})});
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace sprint::session
