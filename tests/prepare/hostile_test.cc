// Nodes as an attacker would write them: whatever the attributes, shapes and constants say,
// prepare() answers or throws Error.
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "ops/op.h"
#include "prepare/passes.h"
#include "prepare/prepare.h"
#include "sprint/error.h"

namespace sprint {
namespace {

class Attacker {
 public:
  explicit Attacker(unsigned seed) : engine_(seed) {}

  ir::Model model_of(const ops::OpSpec& spec) {
    ir::Model model;
    ir::set_opset_version(model, "",
                          pick<int64_t>({7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 21}));
    ir::Graph& graph = model.graph;
    std::vector<std::string> inputs;
    const int count = number(0, 5);
    for (int i = 0; i < count; ++i) inputs.push_back(input(graph, "x" + std::to_string(i)));
    const auto outputs =
        pick<std::vector<std::string>>({{"y"}, {"y"}, {"y", "z"}, {"", "z"}, {}, {""}});
    ir::Node& node = ir::add_node(graph, std::string(spec.name), inputs, outputs);
    for (const char* name : kNames) {
      if (number(0, 5) == 0) node.set(attribute(name));
    }
    for (const std::string& name : outputs) {
      if (!name.empty()) ir::add_output(graph, name);
    }
    return model;
  }

 private:
  static constexpr const char* kNames[] = {"axis",
                                           "axes",
                                           "perm",
                                           "pads",
                                           "kernel_shape",
                                           "strides",
                                           "dilations",
                                           "group",
                                           "blocksize",
                                           "starts",
                                           "ends",
                                           "split",
                                           "shape",
                                           "to",
                                           "value",
                                           "scales",
                                           "mode",
                                           "keepdims",
                                           "ceil_mode",
                                           "auto_pad",
                                           "equation",
                                           "k",
                                           "output_shape",
                                           "output_padding",
                                           "start",
                                           "end",
                                           "batch_dims",
                                           "dtype",
                                           "hidden_size",
                                           "num_groups",
                                           "num_outputs",
                                           "allowzero",
                                           "value_ints",
                                           "then_branch",
                                           "body",
                                           "num_scan_inputs",
                                           "min",
                                           "max",
                                           "ratio",
                                           "spatial",
                                           "nearest_mode",
                                           "else_branch",
                                           "coordinate_transformation_mode"};

  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }

  template <typename T>
  T pick(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(number(0, static_cast<int>(choices.size()) - 1))];
  }

  int64_t integer() {
    using Limits = std::numeric_limits<int64_t>;
    return pick<int64_t>({-1, -2, -7, 0, 1, 1, 2, 2, 3, 4, 8, 1 << 30, int64_t{1} << 40,
                          Limits::max(), Limits::max() - 1, Limits::min(), Limits::min() + 1});
  }

  std::vector<int64_t> integers(int most) {
    std::vector<int64_t> values(static_cast<size_t>(number(0, most)));
    for (int64_t& value : values) value = integer();
    return values;
  }

  // Small enough to hold, but of any rank, and empty at times.
  std::vector<int64_t> small_dims() {
    std::vector<int64_t> dims(static_cast<size_t>(number(0, 5)));
    for (int64_t& dim : dims) dim = number(0, 3);
    return dims;
  }

  std::string input(ir::Graph& graph, const std::string& name) {
    switch (number(0, 6)) {
      case 0:
        return "";
      case 6: {
        const auto dims = small_dims();
        const auto count = static_cast<size_t>(element_count(dims));
        ir::add_constant(graph, name,
                         ir::Constant::strings(dims, std::vector<std::string>(count, "text")));
        return name;
      }
      case 1: {
        auto values = integers(4);
        const auto count = static_cast<int64_t>(values.size());
        ir::add_constant(graph, name, ir::Constant::of<int64_t>({count}, std::move(values)));
        return name;
      }
      case 2: {
        Tensor tensor(pick<DType>({DType::float32, DType::int64, DType::boolean, DType::float16}),
                      small_dims());
        for (std::byte& byte : tensor.data) byte = static_cast<std::byte>(number(0, 1));
        ir::add_constant(graph, name, ir::Constant::make(std::move(tensor)));
        return name;
      }
      case 3: {
        ir::Type type;
        type.dtype = DType::float32;
        ir::add_input(graph, name, type);
        return name;
      }
      default: {
        ir::Type type;
        type.dtype = pick<DType>({DType::float32, DType::int64, DType::undefined, DType::string,
                                  DType::bfloat16, DType::uint2});
        type.shape.emplace();
        for (int i = number(0, 5); i > 0; --i) {
          const int64_t dim = integer();
          type.shape->push_back(dim < 0 ? Dim::named(pick<std::string>({"n", "m", "7"}))
                                        : Dim(number(0, 1) == 0 ? dim : number(0, 4)));
        }
        ir::add_input(graph, name, type);
        return name;
      }
    }
  }

  ir::Attribute attribute(const char* name) {
    switch (number(0, 7)) {
      case 0:
        return {name, pick<float>({0, 1, -1, 1e30F, std::numeric_limits<float>::quiet_NaN()})};
      case 1:
      case 2:
        return {name, integer()};
      case 3:
        return {name, pick<std::string>({"SAME_UPPER", "linear", "ij,jk->ik", "i,->,", "->", ""})};
      case 4:
        return {name, std::vector<float>{0.5F, 1e30F, -1}};
      case 5: {
        ir::Graph body;
        ir::add_input(body, "a");
        ir::add_node(body, "Neg", {number(0, 1) == 0 ? "a" : "x0"}, {"b"});
        ir::add_output(body, "b");
        return {name, ir::GraphPtr(std::make_shared<ir::Graph>(std::move(body)))};
      }
      default:
        return {name, integers(6)};
    }
  }

  std::mt19937 engine_;
};

TEST(HostileNodes, GiveAnAnswerOrAnError) {
  size_t answers = 0, errors = 0;
  unsigned seed = 0;
  for (const ops::OpSpec& spec : ops::all_ops()) {
    for (int round = 0; round < (spec.upgrades.empty() ? 100 : 400); ++round) {
      const ir::Model model = Attacker(++seed).model_of(spec);
      SCOPED_TRACE(std::string(spec.name) + " " + std::to_string(seed));
      try {
        prepare(model, {21});
        ++answers;
      } catch (const Error& error) {
        ++errors;
        EXPECT_EQ(error.code(), ErrorCode::bad_input) << error.what();
        // A node without a result has no name; what an upgrade adds has the node's.
        const std::string text = error.what(), label = "(" + std::string(spec.name) + ")";
        EXPECT_TRUE(text.find("make_") != std::string::npos ||
                    text.find(label) != std::string::npos)
            << text;
      }
    }
  }
  EXPECT_GT(answers, 1000U);
  EXPECT_GT(errors, 1000U);
}

// What older versions have as an attribute becomes an input of the node's type, or an error.
TEST(HostileUpgrades, OfTypesThatHoldNoNumbers) {
  for (const char* op : {"Clip", "Pad"}) {
    ir::Model model;
    ir::set_opset_version(model, "", 9);
    ir::add_input(model.graph, "x", ir::tensor_type(DType::string, {2}));
    ir::Node& node = ir::add_node(model.graph, op, {"x"}, {"y"});
    node.set({"min", 0.5F});
    node.set({"value", 0.5F});
    node.set({"pads", std::vector<int64_t>{1, 1}});
    ir::add_output(model.graph, "y");
    EXPECT_THROW(prepare(std::move(model)), Error) << op;
  }
}

TEST(HostileUpgrades, OfNodesWithoutResults) {
  for (const ops::OpSpec& spec : ops::all_ops()) {
    if (spec.upgrades.empty()) continue;
    ir::Model model;
    ir::set_opset_version(model, "", spec.upgrades.front().to - 1);
    ir::add_input(model.graph, "x", ir::tensor_type(DType::float32, {2, 3, 4}));
    const std::vector<std::string> inputs(5, "x");
    ir::add_node(model.graph, std::string(spec.name), inputs, {});
    EXPECT_THROW(prepare_passes::upgrade_opset(model, 21), Error) << spec.name;
  }
}

// A branch of If, or a body of Loop, that contradicts itself is no reason to refuse the model: it
// may never run.
ir::Model with_branches(const std::string& condition) {
  ir::Model model;
  ir::set_opset_version(model, "", 13);
  ir::Graph& graph = model.graph;
  ir::add_input(graph, "x", ir::tensor_type(DType::float32, {2, 8}));
  ir::add_input(graph, "given", ir::tensor_type(DType::boolean, {}));
  Tensor yes(DType::boolean, {});
  yes.data[0] = std::byte{1};
  ir::add_constant(graph, "constant", ir::Constant::make(std::move(yes)));
  ir::add_constant(graph, "axes", ir::Constant::of<int64_t>({1}, {1}));
  ir::Graph taken, other;
  ir::add_node(taken, "Relu", {"x"}, {"a"});
  ir::add_output(taken, "a");
  ir::add_node(other, "Squeeze", {"x", "axes"}, {"b"});
  ir::add_output(other, "b");
  ir::Node& node = ir::add_node(graph, "If", {condition}, {"y"});
  node.set({"then_branch", ir::GraphPtr(std::make_shared<ir::Graph>(std::move(taken)))});
  node.set({"else_branch", ir::GraphPtr(std::make_shared<ir::Graph>(std::move(other)))});
  ir::add_output(graph, "y");
  return model;
}

TEST(Branches, ThatAreNeverTakenRefuseNothing) {
  const ir::Model constant = prepare(with_branches("constant"));
  EXPECT_EQ(shape_text(constant.graph[constant.graph.outputs[0]].type.shape.value()), "[2, 8]");
  const ir::Model open = prepare(with_branches("given"));
  EXPECT_FALSE(open.graph[open.graph.outputs[0]].type.shape);
}

// What a node lacks is told even there, since later passes count on it.
TEST(Branches, HaveWholeNodes) {
  ir::Model model = with_branches("constant");
  ir::Graph other;
  ir::add_node(other, "Squeeze", {}, {"b"});
  ir::add_output(other, "b");
  model.graph.nodes[0].set(
      {"else_branch", ir::GraphPtr(std::make_shared<ir::Graph>(std::move(other)))});
  EXPECT_THROW(prepare(std::move(model)), Error);
}

// A graph of n nodes in a row, all of which go.
TEST(HostileGraphs, LongChainsGoThrough) {
  ir::Model model;
  ir::set_opset_version(model, "", 13);
  ir::Graph& graph = model.graph;
  ir::add_input(graph, "v0", ir::tensor_type(DType::float32, {2}));
  ir::add_constant(graph, "c0", ir::Constant::of<float>({1}, {1}));
  constexpr int kLength = 20000;
  graph.values.reserve(2 * kLength + 10);
  const auto link = [&](const char* op, ir::ValueId from, const std::string& name) {
    ir::Node node;
    node.op_type = op;
    node.inputs = {from};
    node.outputs = {ir::add_value(graph, name)};
    graph.nodes.push_back(node);
    return node.outputs.front();
  };
  ir::ValueId value = 0, constant = 1;
  for (int i = 1; i <= kLength; ++i) {
    value = link("Identity", value, "v" + std::to_string(i));
    constant = link("Neg", constant, "c" + std::to_string(i));
    graph.outputs.push_back(constant);
  }
  const ir::ValueId sum = ir::add_value(graph, "sum");
  ir::Node add;
  add.op_type = "Add";
  add.inputs = {value, constant};
  add.outputs = {sum};
  graph.nodes.push_back(add);
  graph.outputs.push_back(sum);
  const ir::Model prepared = prepare(std::move(model));
  EXPECT_EQ(prepared.graph.nodes.size(), static_cast<size_t>(kLength) + 1);
}

}  // namespace
}  // namespace sprint
