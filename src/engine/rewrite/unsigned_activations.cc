#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

using ir::kNoValue;
using ir::ValueId;

// An input with integers and the one with their zero point.
struct Slot {
  size_t value, zero_point;
};

constexpr size_t kNone = static_cast<size_t>(-1);

// Where an operator on 8-bit integers has what.
struct Form {
  std::vector<Slot> slots = {};
  size_t result_zero_point = kNone;
  std::vector<Slot> weights = {};  // constants among them may stay int8
};

const Form* form_of(const ir::Node& node) {
  static const std::unordered_map<std::string_view, Form> forms{
      {"QuantizeLinear", {{}, 2}},
      {"DequantizeLinear", {{}, kNone, {{0, 2}}}},
      {"QLinearConv", {{{0, 2}}, 7, {{3, 5}}}},
      {"QLinearMatMul", {{{0, 2}}, 7, {{3, 5}}}},
      {"ConvInteger", {{{0, 2}}, kNone, {{1, 3}}}},
      {"MatMulInteger", {{{0, 2}}, kNone, {{1, 3}}}},
      {"MatMulIntegerToFloat", {{{0, 4}}, kNone, {{1, 5}}}},
      {"QGemm", {{{0, 2}}, 8, {{3, 5}}}},
      {"QLinearAdd", {{{0, 2}, {3, 5}}, 7}},
      {"QLinearMul", {{{0, 2}, {3, 5}}, 7}},
      {"QLinearAveragePool", {{{0, 2}}, 4}},
      {"QLinearGlobalAveragePool", {{{0, 2}}, 4}},
      {"QLinearLeakyRelu", {{{0, 2}}, 4}},
      {"QLinearReduceMean", {{{0, 2}}, 4}},
      {"QLinearSigmoid", {{{0, 2}}, 4}},
      {"QLinearSoftmax", {{{0, 2}}, 4}},
      {"QLinearWhere", {{{1, 3}, {4, 6}}, 8}},
  };
  const auto found = forms.find(node.op_type);
  return found == forms.end() ? nullptr : &found->second;
}

// Inputs: zero point of the result second, then value, scale and zero point of every part.
Form concat_form(const ir::Node& node) {
  Form form{{}, 1};
  for (size_t i = 2; i + 2 < node.inputs.size(); i += 3) form.slots.push_back({i, i + 2});
  return form;
}

// The inputs whose elements an operator moves, orders or chooses among, the same as its results';
// empty for others.
std::vector<size_t> moved_inputs(const ir::Node& node) {
  static const std::unordered_map<std::string_view, std::vector<size_t>> movers{
      {"Clip", {0, 1, 2}}, {"DepthToSpace", {0}}, {"Dropout", {0}},      {"Expand", {0}},
      {"Flatten", {0}},    {"Gather", {0}},       {"Identity", {0}},     {"MaxPool", {0}},
      {"Pad", {0, 2}},     {"ReduceMax", {0}},    {"ReduceMin", {0}},    {"Reshape", {0}},
      {"Resize", {0}},     {"Slice", {0}},        {"SpaceToDepth", {0}}, {"Split", {0}},
      {"Squeeze", {0}},    {"Tile", {0}},         {"Transpose", {0}},    {"Unsqueeze", {0}},
      {"Where", {1, 2}}};
  if (!node.domain.empty()) return {};
  // Linear too, though it rounds down then where ONNX Runtime rounds int8 towards 0.
  if (node.op_type == "Resize" && node.get("mode", std::string("nearest")) == "cubic") return {};
  if (node.op_type == "Concat") {
    std::vector<size_t> all(node.inputs.size());
    std::iota(all.begin(), all.end(), size_t{0});
    return all;
  }
  const auto found = movers.find(node.op_type);
  return found == movers.end() ? std::vector<size_t>{} : found->second;
}

// The same bits with the highest one inverted: of int8, plus 128 as uint8.
ir::ConstantPtr flipped(const ir::Constant& constant) {
  std::vector<uint8_t> values;
  for (const int64_t value : constant.to_ints())
    values.push_back(static_cast<uint8_t>(value + 128));
  return ir::Constant::of<uint8_t>(constant.dims(), std::move(values));
}

class Rewriter {
 public:
  explicit Rewriter(ir::Graph& graph) : graph_(graph), names_(graph) {}

  void rewrite() {
    std::vector<ir::Node> nodes = std::exchange(graph_.nodes, {});
    for (const ir::ValueId id : graph_.inputs) {
      if (graph_[id].type.dtype == DType::int8) unsigned_[id] = add_flip(id, DType::uint8);
    }
    for (ir::Node& node : nodes) {
      with_context(ir::node_label(graph_, node), [&] { rewrite_node(node); });
      graph_.nodes.push_back(std::move(node));
    }
    for (ValueId& id : graph_.outputs) restore_output(id);
  }

 private:
  void rewrite_node(ir::Node& node) {
    if (node.op_type == "QLinearConcat") return rewrite_form(node, concat_form(node));
    if (const Form* form = form_of(node)) return rewrite_form(node, *form);
    const std::vector<size_t> moved = moved_inputs(node);
    if (!moved.empty()) return rewrite_mover(node, moved);
    for (ValueId& id : node.inputs) id = as_it_was(id);
  }

  void rewrite_form(ir::Node& node, const Form& form) {
    for (const Slot& slot : form.slots) {
      if (is_signed(node.input(slot.value))) shift(node, slot);
    }
    for (const Slot& slot : form.weights) {
      if (unsigned_.contains(node.input(slot.value))) shift(node, slot);
    }
    if (form.result_zero_point == kNone || !gives_signed(node, form.result_zero_point)) return;
    shift_zero_point(node, form.result_zero_point);
    node.erase("output_dtype");
    mark(node.outputs[0]);
  }

  void rewrite_mover(ir::Node& node, const std::vector<size_t>& moved) {
    if (!std::ranges::any_of(moved, [&](size_t i) { return unsigned_.contains(node.input(i)); })) {
      return;
    }
    if (node.op_type == "Pad" && node.input(2) == kNoValue) {
      node.inputs.resize(std::max<size_t>(node.inputs.size(), 3), kNoValue);
      node.inputs[2] = middle();
    }
    for (const size_t i : moved) {
      if (is_signed(node.input(i))) node.inputs[i] = as_unsigned(node.inputs[i]);
    }
    // Others than Split have masks and indices behind their first result.
    const size_t results = node.op_type == "Split" ? node.outputs.size() : 1;
    for (size_t i = 0; i < results; ++i) {
      if (node.outputs[i] != kNoValue) mark(node.outputs[i]);
    }
  }

  bool is_signed(ValueId id) const {
    const ir::ConstantPtr constant = graph_.constant(id);
    return unsigned_.contains(id) || (constant != nullptr && constant->dtype() == DType::int8);
  }

  bool gives_signed(const ir::Node& node, size_t zero_point) const {
    const ir::ConstantPtr constant = graph_.constant(node.input(zero_point));
    if (constant != nullptr) return constant->dtype() == DType::int8;
    return node.get<int64_t>("output_dtype", 0) == static_cast<int64_t>(DType::int8);
  }

  void shift(ir::Node& node, const Slot& slot) {
    node.inputs[slot.value] = as_unsigned(node.inputs[slot.value]);
    shift_zero_point(node, slot.zero_point);
  }

  void shift_zero_point(ir::Node& node, size_t index) {
    node.inputs.resize(std::max(node.inputs.size(), index + 1), kNoValue);
    ValueId& zero = node.inputs[index];
    if (zero == kNoValue) {
      zero = middle();
    } else if (graph_.constant(zero) == nullptr) {
      fail("zero points of int8 values must be constant for the native runtime");
    } else {
      zero = as_unsigned(zero);
    }
  }

  ValueId as_unsigned(ValueId id) {
    const auto found = unsigned_.find(id);
    if (found != unsigned_.end()) return found->second;
    const ir::ConstantPtr constant = graph_.constant(id);
    ValueId& made = constants_.try_emplace(id, kNoValue).first->second;
    if (made == kNoValue) {
      made =
          ir::add_constant(graph_, names_.fresh(graph_[id].name + "_unsigned"), flipped(*constant));
    }
    return made;
  }

  // The uint8 that stands for 0 of int8.
  ValueId middle() {
    if (middle_ == kNoValue) {
      middle_ = ir::add_constant(graph_, names_.fresh("middle"),
                                 ir::Constant::scalar(static_cast<uint8_t>(128)));
    }
    return middle_;
  }

  // `id` holds from now on what it held plus 128, as uint8.
  void mark(ValueId id) {
    graph_[id].type.dtype = DType::uint8;
    unsigned_[id] = id;
  }

  ValueId add_flip(ValueId id, DType dtype) {
    ir::Type type = graph_[id].type;
    type.dtype = dtype;
    const std::string name = graph_[id].name + "_" + std::string(dtype_name(dtype));
    const ValueId made = ir::add_value(graph_, names_.fresh(name), std::move(type));
    ir::Node node;
    node.op_type = "FlipSign";
    node.domain = kOwnDomain;
    node.name = names_.fresh("flip_" + graph_[id].name);
    node.inputs = {id};
    node.outputs = {made};
    graph_.nodes.push_back(std::move(node));
    return made;
  }

  // For nodes that must see int8.
  ValueId as_it_was(ValueId id) {
    const auto found = unsigned_.find(id);
    if (found == unsigned_.end() || found->second != id) return id;
    ValueId& made = signed_.try_emplace(id, kNoValue).first->second;
    if (made == kNoValue) made = add_flip(id, DType::int8);
    return made;
  }

  // The output keeps its name and type.
  void restore_output(ValueId& id) {
    const ValueId restored = as_it_was(id);
    if (restored != id) std::swap(graph_[id].name, graph_[restored].name);
    id = restored;
  }

  ir::Graph& graph_;
  ir::Names names_;
  // Of values that are int8 in the model: the value that holds them as uint8.
  std::unordered_map<ValueId, ValueId> unsigned_;
  std::unordered_map<ValueId, ValueId> constants_;  // the same of constants
  std::unordered_map<ValueId, ValueId> signed_;     // the way back
  ValueId middle_ = kNoValue;
};

}  // namespace

void make_activations_unsigned(ir::Graph& graph) {
  Rewriter(graph).rewrite();
  ir::remove_unused(graph);
}

}  // namespace sprint::engine
