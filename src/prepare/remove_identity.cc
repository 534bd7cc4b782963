#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "ir/edit.h"
#include "prepare/at_node.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

bool has_output(const ir::Node& node, size_t index) {
  return index < node.outputs.size() && node.outputs[index] != ir::kNoValue;
}

bool same_type(const ir::Graph& graph, const ir::Node& node) {
  const DType from = graph[node.inputs[0]].type.dtype;
  return from != DType::undefined && node.get<int64_t>("to", 0) == static_cast<int64_t>(from);
}

bool keeps_order(const ir::Node& node) {
  const auto perm = node.get<std::vector<int64_t>>("perm", {});
  for (size_t i = 0; i < perm.size(); ++i) {
    if (perm[i] != static_cast<int64_t>(i)) return false;
  }
  return !perm.empty();
}

bool keeps_shape(const ir::Graph& graph, const ir::Node& node) {
  const auto& from = graph[node.inputs[0]].type.shape;
  const auto& to = graph[node.outputs[0]].type.shape;
  return from && to && *from == *to && known_dims(*from);
}

// The pads are an attribute before version 11.
bool pads_nothing(const ir::Graph& graph, const ir::Node& node) {
  auto pads = node.get<std::vector<int64_t>>("pads", {});
  if (node.input(1) != ir::kNoValue) {
    const ir::ConstantPtr constant = graph.constant(node.input(1));
    if (!constant || constant->dtype() != DType::int64) return false;
    pads = constant->to_ints();
  }
  return std::all_of(pads.begin(), pads.end(), [](int64_t pad) { return pad == 0; });
}

// Without training_mode, Dropout is for inference.
bool drops_nothing(const ir::Graph& graph, const ir::Node& node, const ir::Uses& uses) {
  if (has_output(node, 1) &&
      (uses.is_output(node.outputs[1]) || !uses.consumers(node.outputs[1]).empty())) {
    return false;
  }
  if (node.input(2) == ir::kNoValue) return true;
  const ir::ConstantPtr training = graph.constant(node.input(2));
  return training && training->dtype() == DType::boolean && training->count() == 1 &&
         training->to_ints()[0] == 0;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool hands_on(const ir::Graph& graph, const ir::Node& node, const ir::Uses& uses) {
  if (!node.domain.empty() || node.input(0) == ir::kNoValue || !has_output(node, 0)) return false;
  const std::string& op = node.op_type;
  if (op == "Identity") return true;
  if (op == "Dropout") return drops_nothing(graph, node, uses);
  if (op == "Cast") return same_type(graph, node);
  if (op == "Transpose") return keeps_order(node);
  if (op == "Pad") return pads_nothing(graph, node);
  if (is_one_of(op, {"Reshape", "Flatten"})) return keeps_shape(graph, node);
  return node.inputs.size() == 1 && is_one_of(op, {"Concat", "Max", "Mean", "Min", "Sum"});
}

class IdentityRemoval {
 public:
  explicit IdentityRemoval(ir::Graph& graph) : graph_(graph), uses_(graph) {
    for (size_t i = 0; i < graph.values.size(); ++i) {
      producers_.push_back(uses_.producer(static_cast<ir::ValueId>(i)));
    }
  }

  void run() {
    std::vector<bool> goes(graph_.nodes.size());
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      const ir::Node& node = graph_.nodes[i];
      goes[i] = at_node(graph_, i, [&] { return hands_on(graph_, node, uses_); }) &&
                let_go(resolve(node.inputs[0]), node.outputs[0]);
    }
    ir::erase_nodes(graph_, goes);
    ir::replace_uses(graph_, replacements_);
  }

 private:
  ir::ValueId resolve(ir::ValueId id) const {
    for (auto found = replacements_.find(id); found != replacements_.end();
         found = replacements_.find(id)) {
      id = found->second;
    }
    return id;
  }

  // Makes users of `to` use `from`. An output of the graph keeps its name: the producer of `from`
  // makes it instead, which cannot be where `from` has an outside of its own.
  bool let_go(ir::ValueId from, ir::ValueId to) {
    if (!uses_.is_output(to)) {
      replacements_[to] = from;
      return true;
    }
    const int32_t producer = producers_[static_cast<size_t>(from)];
    if (producer < 0 || uses_.is_output(from)) return false;
    auto& outputs = graph_.nodes[static_cast<size_t>(producer)].outputs;
    std::replace(outputs.begin(), outputs.end(), from, to);
    producers_[static_cast<size_t>(to)] = producer;
    replacements_[from] = to;
    return true;
  }

  ir::Graph& graph_;
  ir::Uses uses_;
  std::vector<int32_t> producers_;
  ir::Replacements replacements_;
};

}  // namespace

ir::Model remove_identity(ir::Model model) {
  transform_all(model.graph, [](ir::Graph& graph) { IdentityRemoval(graph).run(); });
  return model;
}

}  // namespace sprint::prepare_passes
