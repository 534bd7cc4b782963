// An If whose condition is constant, held against ONNX Runtime running the model as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ir/check.h"
#include "ir/graph_for_test.h"
#include "prepare/prepare.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint {
namespace {

using ir::add_node;
using ir::add_output;
using ir::Graph;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

using Body = std::function<void(Graph&)>;

ir::GraphPtr body_of(const Body& fill) {
  Graph graph;
  graph.name = "branch";
  fill(graph);
  return std::make_shared<const Graph>(std::move(graph));
}

void add_if(Graph& graph, const std::string& condition, const std::vector<std::string>& outputs,
            const Body& yes, const Body& no) {
  ir::Node& node = add_node(graph, "If", {condition}, outputs);
  node.set({"then_branch", body_of(yes)});
  node.set({"else_branch", body_of(no)});
}

void add_floats(Graph& graph, const std::string& name, const std::vector<float>& values) {
  ir::add_constant(graph, name, ir::Constant::of<float>({3}, values));
}

void add_flag(Graph& graph, const std::string& name, bool value) {
  Tensor flag(DType::boolean, {});
  flag.data[0] = static_cast<std::byte>(value);
  ir::add_constant(graph, name, ir::Constant::make(std::move(flag)));
}

// A model of x, float [3], with the flags "yes" and "no".
ir::Model model_with(const Body& fill, const std::vector<std::string>& outputs) {
  ir::Model model;
  model.ir_version = 7;
  ir::set_opset_version(model, "", 13);
  model.graph.name = "inline_if";
  ir::add_input(model.graph, "x", ir::tensor_type(DType::float32, {3}));
  add_flag(model.graph, "yes", true);
  add_flag(model.graph, "no", false);
  fill(model.graph);
  for (const std::string& name : outputs) {
    add_output(model.graph, name);
    model.graph[model.graph.outputs.back()].type = ir::tensor_type(DType::float32, {3});
  }
  return model;
}

std::vector<std::vector<float>> run(const ir::Model& model, Runtime runtime) {
  Tensor x(DType::float32, {3});
  x.as<float>()[0] = -4;
  x.as<float>()[1] = 0.5F;
  x.as<float>()[2] = 9;
  const SessionOptions options{.runtime = runtime, .optimize = false};
  std::vector<std::vector<float>> results;
  for (const Tensor& tensor :
       open_session(Model(std::make_shared<const ir::Model>(model)), options)->run({&x, 1})) {
    results.push_back(to_floats(tensor));
  }
  return results;
}

// Returns the prepared model, which has no If and computes what `model` does, in both runtimes.
ir::Model prepared(const ir::Model& model) {
  const auto expected = run(model, Runtime::onnxruntime);
  ir::Model ready = prepare(model);
  ir::check(ready);
  EXPECT_THAT(ir::op_types(ready.graph), Not(Contains("If")));
  EXPECT_EQ(run(ready, Runtime::onnxruntime), expected);
  EXPECT_EQ(run(model, Runtime::native), expected);
  return ready;
}

// Both branches use the names of the other, and one that the graph outside has.
void scale(Graph& graph) {
  add_floats(graph, "factor", {2, 3, 4});
  add_node(graph, "Mul", {"x", "factor"}, {"inner"});
  add_node(graph, "Abs", {"inner"}, {"result"});
  add_output(graph, "result");
}

void shift(Graph& graph) {
  add_floats(graph, "factor", {5, 6, 7});
  add_node(graph, "Add", {"x", "factor"}, {"inner"});
  add_node(graph, "Neg", {"inner"}, {"result"});
  add_output(graph, "result");
}

TEST(InlineIf, TakesTheBranchOfTheCondition) {
  const auto fill = [](Graph& graph) {
    add_if(graph, "yes", {"a"}, scale, shift);
    add_if(graph, "no", {"b"}, scale, shift);
    add_node(graph, "Sub", {"a", "b"}, {"y"});
  };
  const ir::Model ready = prepared(model_with(fill, {"y"}));
  EXPECT_THAT(ir::op_types(ready.graph), ElementsAre("Mul", "Abs", "Add", "Neg", "Sub"));
}

TEST(InlineIf, PassesValuesThatNoNodeOfTheBranchMakes) {
  const Body several = [](Graph& graph) {
    add_floats(graph, "constant", {1, 2, 3});
    add_node(graph, "Relu", {"x"}, {"made"});
    for (const char* name : {"made", "constant"}) add_output(graph, name);
  };
  const auto fill = [&](Graph& graph) {
    add_node(graph, "Abs", {"x"}, {"outer"});
    add_if(graph, "yes", {"first", "second"}, several, several);
    // ONNX Runtime wants an Identity between what a branch captures and its output.
    const Body pass = [](Graph& body) {
      add_node(body, "Identity", {"outer"}, {"passed"});
      add_output(body, "passed");
    };
    add_if(graph, "yes", {"third"}, pass, scale);
  };
  prepared(model_with(fill, {"first", "second", "third"}));
}

// ONNX Runtime gives such a model wrong results, so that the numbers are told here.
TEST(InlineIf, MakesOneValueSeveralOutputs) {
  const Body twice = [](Graph& graph) {
    add_node(graph, "Relu", {"x"}, {"made"});
    for (const char* name : {"made", "made"}) add_output(graph, name);
  };
  const auto fill = [&](Graph& graph) { add_if(graph, "yes", {"a", "b"}, twice, twice); };
  const ir::Model model = model_with(fill, {"a", "b"});
  const std::vector<std::vector<float>> expected{{0, 0.5F, 9}, {0, 0.5F, 9}};
  EXPECT_EQ(run(prepare(model), Runtime::onnxruntime), expected);
  EXPECT_EQ(run(model, Runtime::native), expected);
}

TEST(InlineIf, PassesACapturedValueThatIsTheOutput) {
  const auto fill = [](Graph& graph) {
    add_node(graph, "Abs", {"x"}, {"outer"});
    add_if(
        graph, "yes", {"y"}, [](Graph& body) { add_output(body, "outer"); }, scale);
  };
  const ir::Model ready = prepare(model_with(fill, {"y"}));
  EXPECT_THAT(ir::op_types(ready.graph), ElementsAre("Abs"));
  EXPECT_THAT(run(ready, Runtime::onnxruntime), ElementsAre(ElementsAre(4, 0.5F, 9)));
}

// The inner condition is known once the outer branch is in place: it captures the result of
// another If, a constant.
TEST(InlineIf, FollowsConditionsThatOtherBranchesMake) {
  const auto fill = [](Graph& graph) {
    const Body flag = [](Graph& body) {
      add_flag(body, "flag", false);
      add_node(body, "Identity", {"flag"}, {"said"});
      add_output(body, "said");
    };
    const Body nested = [](Graph& body) {
      add_node(body, "Sqrt", {"x"}, {"unused"});
      add_node(body, "Abs", {"x"}, {"local"});
      const Body uses_local = [](Graph& deepest) {
        add_node(deepest, "Exp", {"local"}, {"e"});
        add_output(deepest, "e");
      };
      add_if(body, "decision", {"chosen"}, scale, uses_local);
      add_output(body, "chosen");
    };
    add_if(graph, "yes", {"decision"}, flag, flag);
    add_if(graph, "yes", {"y"}, nested, shift);
  };
  const ir::Model ready = prepared(model_with(fill, {"y"}));
  EXPECT_THAT(ir::op_types(ready.graph), ElementsAre("Abs", "Exp"));
}

// A branch that stays captures a value whose name changes on its way out.
TEST(InlineIf, RenamesWhatBodiesThatStayCapture) {
  const auto fill = [](Graph& graph) {
    add_node(graph, "ReduceSum", {"x"}, {"sum"}).set({"keepdims", int64_t{0}});
    add_node(graph, "Cast", {"sum"}, {"open"}).set({"to", int64_t{9}});
    const Body outer = [](Graph& body) {
      add_node(body, "Abs", {"x"}, {"local"});
      const Body add = [](Graph& inner) {
        add_node(inner, "Add", {"local", "x"}, {"s"});
        add_output(inner, "s");
      };
      const Body pass = [](Graph& inner) {
        add_node(inner, "Neg", {"local"}, {"t"});
        add_output(inner, "t");
      };
      add_if(body, "open", {"z"}, add, pass);
      add_output(body, "z");
    };
    add_if(graph, "yes", {"y"}, outer, shift);
  };
  const ir::Model model = model_with(fill, {"y"});
  const ir::Model ready = prepare(model);
  ir::check(ready);
  EXPECT_THAT(ir::op_types(ready.graph), ElementsAre("ReduceSum", "Cast", "Abs", "If"));
  EXPECT_EQ(run(ready, Runtime::onnxruntime), run(model, Runtime::onnxruntime));
}

// ONNX Runtime refuses the whole model for it.
TEST(InlineIf, DropsABranchThatContradictsItself) {
  const Body wrong = [](Graph& body) {
    ir::add_constant(body, "axes", ir::Constant::of<int64_t>({1}, {0}));
    add_node(body, "Squeeze", {"x", "axes"}, {"squeezed"});
    add_output(body, "squeezed");
  };
  const auto fill = [&](Graph& graph) { add_if(graph, "no", {"y"}, wrong, scale); };
  const ir::Model model = model_with(fill, {"y"});
  EXPECT_ANY_THROW(run(model, Runtime::onnxruntime));
  const std::vector<std::vector<float>> expected{{8, 1.5F, 36}};
  EXPECT_EQ(run(prepare(model), Runtime::onnxruntime), expected);
  EXPECT_EQ(run(model, Runtime::native), expected);
}

}  // namespace
}  // namespace sprint
