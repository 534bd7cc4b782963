#include "ir/check.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "ir/graph_for_test.h"

namespace sprint::ir {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Model model_of(Graph graph) {
  Model model;
  model.ir_version = 8;
  model.opsets = {{"", 17, {}}};
  model.graph = std::move(graph);
  return model;
}

Graph sound() {
  Graph graph;
  add_input(graph, "x");
  const ValueId weight = add_constant(graph, "w", Constant::of<float>({2}, {1, 2}));
  add_node(graph, "Add", {"x"}, {"a"}).inputs.push_back(weight);
  add_node(graph, "Relu", {"a"}, {"y"});
  add_output(graph, "y");
  return graph;
}

void expect_fault(Graph graph, const std::string& text) {
  const Model model = model_of(std::move(graph));
  EXPECT_THAT([&] { check(model); }, ThrowsMessage<Error>(HasSubstr(text)));
}

TEST(Check, AcceptsASoundModel) { EXPECT_NO_THROW(check(model_of(sound()))); }

TEST(Check, NamesAValueThatNothingMakes) {
  Graph graph = sound();
  add_node(graph, "Neg", {"ghost"}, {"z"});
  expect_fault(graph, "node 'make_z' (Neg): takes 'ghost', which nothing makes");
}

TEST(Check, NamesAnOutputThatNothingMakes) {
  Graph graph = sound();
  add_output(graph, "ghost");
  expect_fault(graph, "output 'ghost'");
}

TEST(Check, NamesACycleAndAWrongOrder) {
  Graph graph = sound();
  add_node(graph, "Neg", {"q"}, {"p"});
  add_node(graph, "Neg", {"p"}, {"q"});
  expect_fault(graph, "cycle");
  graph.nodes.pop_back();
  add_node(graph, "Neg", {"a"}, {"q"});
  expect_fault(graph, "which a later node makes");
}

TEST(Check, NamesDoubles) {
  Graph graph = sound();
  add_node(graph, "Neg", {"x"}, {"y"});
  expect_fault(graph, "makes 'y'");
  graph = sound();
  add_value(graph, "y");
  expect_fault(graph, "two values are named 'y'");
  graph = sound();
  graph.inputs.push_back(graph.inputs.front());
  expect_fault(graph, "two inputs are named 'x'");
  graph = sound();
  graph.initializers.push_back(graph.initializers.front());
  expect_fault(graph, "two initializers are named 'w'");
  graph = sound();
  graph.nodes[0].attributes = {Attribute("axis", int64_t{1}), Attribute("axis", int64_t{2})};
  expect_fault(graph, "two attributes named 'axis'");
}

TEST(Check, NamesIdsOutOfRangeAndMissingNames) {
  Graph graph = sound();
  graph.nodes[0].inputs.push_back(99);
  expect_fault(graph, "99");
  graph = sound();
  graph.values[0].name.clear();
  expect_fault(graph, "no name");
  graph = sound();
  graph.nodes[0].op_type.clear();
  expect_fault(graph, "no operator type");
}

TEST(Check, NamesADomainThatIsNotImported) {
  Graph graph = sound();
  graph.nodes[1].domain = "com.example";
  expect_fault(graph, "com.example");
  Model model = model_of(sound());
  model.opsets.clear();
  EXPECT_THROW(check(model), Error);
  model.ir_version = 2;  // implies version 1 of ai.onnx
  EXPECT_NO_THROW(check(model));
}

Graph nested(int depth) {
  Graph graph;
  add_node(graph, "Neg", {"x"}, {"y"});
  add_output(graph, "y");
  for (int i = 0; i < depth; ++i) {
    Graph outer;
    add_node(outer, "If", {"x"}, {"y"})
        .set(Attribute("then_branch", std::make_shared<const Graph>(std::move(graph))));
    add_output(outer, "y");
    graph = std::move(outer);
  }
  add_input(graph, "x");
  return graph;
}

TEST(Check, TakesADomainThatIsImportedTwiceAsOneVersionOnly) {
  Model model = model_of(sound());
  model.opsets.push_back({"ai.onnx", 17, {}});
  EXPECT_NO_THROW(check(model));
  set_opset_version(model, "", 18);
  EXPECT_EQ(model.opsets.size(), 1U);
  EXPECT_EQ(opset_version(model), 18);
  model.opsets.push_back({"ai.onnx", 11, {}});
  EXPECT_THAT([&] { check(model); },
              ThrowsMessage<Error>(HasSubstr("'ai.onnx' as version 18 and as version 11")));
}

TEST(Check, LetsBodiesCaptureWhatIsDefinedBeforeAndLimitsTheirDepth) {
  EXPECT_NO_THROW(check(model_of(nested(32))));
  expect_fault(nested(33), "nest over 32 deep");
  Graph graph = nested(1);
  graph.inputs.clear();
  expect_fault(graph, "takes 'x', which nothing makes");
}

}  // namespace
}  // namespace sprint::ir
