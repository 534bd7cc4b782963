#include "ir/edit.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "ir/captures.h"
#include "ir/graph_for_test.h"

namespace sprint::ir {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

// x -> Relu -> a -> Identity -> b -> Neg -> y
Graph chain() {
  Graph graph;
  add_input(graph, "x");
  add_node(graph, "Relu", {"x"}, {"a"});
  add_node(graph, "Identity", {"a"}, {"b"});
  add_node(graph, "Neg", {"b"}, {"y"});
  add_output(graph, "y");
  return graph;
}

// A body that computes out = Add(captured, inner) with its own value `inner`.
GraphPtr body_using(const std::string& captured, const std::string& inner) {
  Graph body;
  add_node(body, "Abs", {captured}, {inner});
  add_node(body, "Add", {captured, inner}, {"out"});
  add_output(body, "out");
  return std::make_shared<const Graph>(std::move(body));
}

TEST(Names, AreFreshAmongValuesNodesAndBodies) {
  Graph graph = chain();
  add_node(graph, "If", {"x"}, {"z"}).set(Attribute("then_branch", body_using("a", "inner")));
  Names names(graph);
  EXPECT_EQ(names.fresh("new"), "new");
  EXPECT_EQ(names.fresh("new"), "new_1");
  EXPECT_EQ(names.fresh("a"), "a_1");
  EXPECT_EQ(names.fresh("inner"), "inner_1");
  EXPECT_EQ(names.fresh("make_a"), "make_a_1");
  EXPECT_FALSE(names.fresh("").empty());
}

TEST(Uses, KnowProducersConsumersAndCaptures) {
  Graph graph = chain();
  add_node(graph, "If", {"x"}, {"z"}).set(Attribute("then_branch", body_using("a", "inner")));
  const Uses uses(graph);
  const ValueId a = find_value(graph, "a");
  EXPECT_EQ(uses.producer(a), 0);
  ASSERT_EQ(uses.consumers(a).size(), 2U);
  EXPECT_EQ(uses.consumers(a)[0].node, 1);
  EXPECT_EQ(uses.consumers(a)[1].node, 3);
  EXPECT_EQ(uses.consumers(a)[1].input, -1);
  EXPECT_FALSE(uses.single_use(a));
  EXPECT_TRUE(uses.single_use(find_value(graph, "b")));
  EXPECT_TRUE(uses.is_output(find_value(graph, "y")));
  EXPECT_TRUE(uses.is_input(find_value(graph, "x")));
  EXPECT_EQ(uses.producer(find_value(graph, "x")), -1);
}

TEST(ReplaceUses, FollowsChainsAndRenamesCaptures) {
  Graph graph = chain();
  add_node(graph, "If", {"x"}, {"z"}).set(Attribute("then_branch", body_using("b", "x")));
  const ValueId x = find_value(graph, "x");
  const ValueId a = find_value(graph, "a");
  const ValueId b = find_value(graph, "b");
  replace_uses(graph, {{b, a}, {a, x}});
  EXPECT_THAT(input_names(graph, graph.nodes[2]), ElementsAre("x"));
  // The body's own value "x" had to make way for the captured one.
  EXPECT_THAT(captured_names(graph.nodes[3]), ElementsAre("x"));
  const GraphPtr body = bodies(graph.nodes[3]).front();
  EXPECT_THAT(input_names(*body, body->nodes[1]), ElementsAre("x", "x_1"));
}

TEST(ReplaceUses, MergesCapturesOfBothValues) {
  Graph graph = chain();
  add_output(graph, "z");
  Graph body;
  add_node(body, "Add", {"a", "b"}, {"out"});
  add_output(body, "out");
  add_node(graph, "If", {"x"}, {"z"})
      .set(Attribute("then_branch", std::make_shared<const Graph>(std::move(body))));
  replace_uses(graph, {{find_value(graph, "b"), find_value(graph, "a")}});
  const GraphPtr changed = bodies(graph.nodes[3]).front();
  EXPECT_THAT(input_names(*changed, changed->nodes[0]), ElementsAre("a", "a"));
}

TEST(Bypass, KeepsTheNameAndTypeOfAnOutput) {
  Graph graph = chain();
  const ValueId b = find_value(graph, "b");
  const ValueId y = find_value(graph, "y");
  graph[y].type = tensor_type(DType::float32, {2});
  add_node(graph, "If", {"x"}, {"z"}).set(Attribute("then_branch", body_using("b", "inner")));
  ASSERT_TRUE(bypass(graph, y, b));
  EXPECT_THAT(graph.outputs, ElementsAre(b));
  EXPECT_EQ(graph[b].name, "y");
  EXPECT_EQ(graph[b].type.dtype, DType::float32);
  EXPECT_EQ(graph[y].name, "b");
  EXPECT_THAT(captured_names(graph.nodes[3]), ElementsAre("y"));
}

TEST(Bypass, DeclinesWhereTheOutputWouldBeAnInputOrConstant) {
  Graph graph;
  add_input(graph, "x");
  add_node(graph, "Identity", {"x"}, {"y"});
  add_output(graph, "y");
  EXPECT_FALSE(bypass(graph, find_value(graph, "y"), find_value(graph, "x")));
  const ValueId constant = add_constant(graph, "c", Constant::scalar(1.0F));
  EXPECT_FALSE(bypass(graph, find_value(graph, "y"), constant));
  EXPECT_THAT(input_names(graph, graph.nodes[0]), ElementsAre("x"));
}

TEST(RemoveUnused, DropsWhatLeadsNowhereAndRenumbers) {
  Graph graph = chain();
  add_constant(graph, "unused", Constant::scalar(1.0F));
  const ValueId used = add_constant(graph, "used", Constant::scalar(2.0F));
  add_node(graph, "Exp", {"a"}, {"dead"});
  graph.value_infos = {find_value(graph, "dead"), find_value(graph, "b")};
  graph.nodes[2].inputs.push_back(used);
  remove_unused(graph);
  EXPECT_THAT(op_types(graph), ElementsAre("Relu", "Identity", "Neg"));
  EXPECT_THAT(input_names(graph, graph.nodes[2]), ElementsAre("b", "used"));
  EXPECT_EQ(find_value(graph, "dead"), kNoValue);
  EXPECT_EQ(find_value(graph, "unused"), kNoValue);
  EXPECT_THAT(graph.initializers, ElementsAre(find_value(graph, "used")));
  EXPECT_THAT(graph.value_infos, ElementsAre(find_value(graph, "b")));
}

TEST(RemoveUnused, KeepsInputsCapturesAndAnnotations) {
  Graph graph;
  add_input(graph, "x");
  add_input(graph, "not_used");
  add_node(graph, "Relu", {"x"}, {"captured"});
  add_node(graph, "If", {"x"}, {"y"}).set(Attribute("then_branch", body_using("captured", "i")));
  add_output(graph, "y");
  add_constant(graph, "y_scale", Constant::scalar(0.5F));
  graph.quantization_annotations.push_back(
      {find_value(graph, "y"), {{"SCALE_TENSOR", "y_scale"}}, {}});
  remove_unused(graph);
  EXPECT_THAT(op_types(graph), ElementsAre("Relu", "If"));
  EXPECT_EQ(graph.inputs.size(), 2U);
  EXPECT_NE(find_value(graph, "y_scale"), kNoValue);
}

TEST(SortNodes, KeepsTheGivenOrderWhereItCan) {
  Graph graph;
  add_input(graph, "x");
  add_node(graph, "Neg", {"b"}, {"y"});
  add_node(graph, "Relu", {"x"}, {"a"});
  add_node(graph, "Abs", {"x"}, {"other"});
  add_node(graph, "Identity", {"a"}, {"b"});
  sort_nodes(graph);
  EXPECT_THAT(op_types(graph), ElementsAre("Relu", "Abs", "Identity", "Neg"));
}

TEST(SortNodes, NamesTheCycle) {
  Graph graph;
  add_input(graph, "x");
  add_node(graph, "Relu", {"x"}, {"before"});
  add_node(graph, "Add", {"before", "c"}, {"b"});
  add_node(graph, "Neg", {"b"}, {"c"});
  add_node(graph, "Exp", {"c"}, {"after"});
  EXPECT_THAT([&] { sort_nodes(graph); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cycle"), HasSubstr("make_b"),
                                         HasSubstr("make_c"), Not(HasSubstr("after")))));
}

TEST(NodeLabel, GivesNameOrIndex) {
  Graph graph = chain();
  EXPECT_EQ(node_label(graph, graph.nodes[1]), "node 'make_b' (Identity)");
  graph.nodes[1].name.clear();
  EXPECT_EQ(node_label(graph, graph.nodes[1]), "node 1 (Identity)");
}

}  // namespace
}  // namespace sprint::ir
