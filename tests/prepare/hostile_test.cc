// Nodes as an attacker would write them: whatever the attributes, shapes and constants say,
// prepare() answers or throws Error.
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "ops/op.h"
#include "prepare/prepare.h"
#include "sprint/error.h"

namespace sprint {
namespace {

class Attacker {
 public:
  explicit Attacker(unsigned seed) : engine_(seed) {}

  ir::Model model_of(const ops::OpSpec& spec) {
    ir::Model model;
    ir::set_opset_version(model, "", pick<int64_t>({7, 9, 10, 11, 12, 13, 17, 18, 21}));
    ir::Graph& graph = model.graph;
    std::vector<std::string> inputs;
    const int count = number(0, 5);
    for (int i = 0; i < count; ++i) inputs.push_back(input(graph, "x" + std::to_string(i)));
    std::vector<std::string> outputs{"y"};
    if (number(0, 2) == 0) outputs.push_back("z");
    ir::Node& node = ir::add_node(graph, std::string(spec.name), inputs, outputs);
    for (const char* name : kNames) {
      if (number(0, 5) == 0) node.set(attribute(name));
    }
    for (const std::string& name : outputs) ir::add_output(graph, name);
    return model;
  }

 private:
  static constexpr const char* kNames[] = {
      "axis",        "axes",      "perm",       "pads",        "kernel_shape", "strides",
      "dilations",   "group",     "blocksize",  "starts",      "ends",         "split",
      "shape",       "to",        "value",      "scales",      "mode",         "keepdims",
      "ceil_mode",   "auto_pad",  "equation",   "k",           "output_shape", "output_padding",
      "start",       "end",       "batch_dims", "dtype",       "hidden_size",  "num_groups",
      "num_outputs", "allowzero", "value_ints", "then_branch", "body",         "num_scan_inputs"};

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
    switch (number(0, 5)) {
      case 0:
        return "";
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
        type.dtype = pick<DType>({DType::float32, DType::int64, DType::undefined});
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
    for (int round = 0; round < 100; ++round) {
      const ir::Model model = Attacker(++seed).model_of(spec);
      SCOPED_TRACE(std::string(spec.name) + " " + std::to_string(seed));
      try {
        prepare(model, {21});
        ++answers;
      } catch (const Error& error) {
        ++errors;
        EXPECT_EQ(error.code(), ErrorCode::bad_input) << error.what();
        EXPECT_NE(std::string(error.what()).find("make_y"), std::string::npos) << error.what();
      }
    }
  }
  EXPECT_GT(answers, 1000U);
  EXPECT_GT(errors, 1000U);
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
