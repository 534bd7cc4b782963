#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

using ir::kNoValue;
using ir::ValueId;

constexpr const char* kContrib = "com.microsoft";

class Splitter {
 public:
  explicit Splitter(ir::Graph& graph) : graph_(graph), names_(graph) {}

  bool split_all() {
    std::vector<ir::Node> nodes = std::exchange(graph_.nodes, {});
    for (ir::Node& node : nodes) {
      if (node.domain != kContrib ||
          !with_context(ir::node_label(graph_, node), [&] { return split(node); })) {
        graph_.nodes.push_back(std::move(node));
      }
    }
    return changed_;
  }

 private:
  bool split(const ir::Node& node) {
    const std::string& op = node.op_type;
    if (op == "FusedConv") {
      split_conv(node);
    } else if (op == "FusedGemm") {
      split_gemm(node);
    } else if (op == "FusedMatMul" && can_transpose(node)) {
      split_mat_mul(node);
    } else if (op == "Gelu") {
      add("Gelu", {node.inputs[0]}, node.outputs[0]);
    } else if (op == "BiasGelu") {
      const ValueId sum = add("Add", {node.inputs[0], node.inputs[1]}, fresh(node, "sum"));
      add("Gelu", {sum}, node.outputs[0]);
    } else {
      return false;
    }
    changed_ = true;
    return true;
  }

  // Inputs: those of Conv, then what is added to its result before the activation.
  void split_conv(const ir::Node& node) {
    ir::Node conv = renamed(node, "Conv");
    conv.inputs.resize(std::min<size_t>(conv.inputs.size(), 3));
    for (const char* attribute : {"activation", "activation_params"}) conv.erase(attribute);
    const auto activation = node.get("activation", std::string());
    const auto params = node.get("activation_params", std::vector<float>{});
    const ValueId summand = node.input(3);
    ValueId last = put(std::move(conv), activation.empty() && summand == kNoValue, node);
    if (summand != kNoValue) {
      last = add("Add", {last, summand}, activation.empty() ? node.outputs[0] : fresh(node, "sum"));
    }
    if (!activation.empty()) activate(activation, params, last, node.outputs[0]);
  }

  void split_gemm(const ir::Node& node) {
    ir::Node gemm = renamed(node, "Gemm");
    const auto activation = node.get("activation", std::string());
    std::vector<float> params;
    for (const char* name : {"activation_alpha", "activation_beta", "activation_gamma"}) {
      if (node.find(name) != nullptr) params.push_back(node.get(name, 0.0F));
      gemm.erase(name);
    }
    gemm.erase("activation");
    const ValueId last = put(std::move(gemm), activation.empty(), node);
    if (!activation.empty()) activate(activation, params, last, node.outputs[0]);
  }

  void split_mat_mul(const ir::Node& node) {
    ir::Node product = renamed(node, "MatMul");
    product.attributes.clear();
    for (size_t i = 0; i < 2; ++i) {
      if (node.get<int64_t>(i == 0 ? "transA" : "transB", 0) == 0) continue;
      product.inputs[i] = transposed(node, node.inputs[i]);
    }
    const float alpha = node.get("alpha", 1.0F);
    const ValueId last = put(std::move(product), alpha == 1.0F, node);
    if (alpha != 1.0F) add("Mul", {last, constant(alpha)}, node.outputs[0]);
  }

  std::optional<size_t> rank_of(ValueId id) const {
    if (const ir::ConstantPtr value = graph_.constant(id)) return value->dims().size();
    const std::optional<Shape>& shape = graph_[id].type.shape;
    return shape ? std::optional(shape->size()) : std::nullopt;
  }

  bool can_transpose(const ir::Node& node) const {
    const bool batches =
        node.get<int64_t>("transBatchA", 0) != 0 || node.get<int64_t>("transBatchB", 0) != 0;
    return !batches && rank_of(node.inputs[0]) && rank_of(node.inputs[1]);
  }

  // The last two axes changed; a vector stays as it is.
  ValueId transposed(const ir::Node& node, ValueId id) {
    const size_t rank = *rank_of(id);
    if (rank < 2) return id;
    std::vector<int64_t> order(rank);
    std::iota(order.begin(), order.end(), int64_t{0});
    std::swap(order[rank - 2], order[rank - 1]);
    const ValueId result = add("Transpose", {id}, fresh(node, "transposed"));
    graph_.nodes.back().set(ir::Attribute("perm", std::move(order)));
    return result;
  }

  void activate(const std::string& op_type, const std::vector<float>& params, ValueId from,
                ValueId to) {
    const auto param = [&](size_t i) {
      if (i >= params.size()) fail("{} has {} parameters", op_type, params.size());
      return params[i];
    };
    const auto set = [&](const char* name, size_t i) {
      if (i < params.size()) graph_.nodes.back().set(ir::Attribute(name, params[i]));
    };
    if (op_type == "Clip") {
      add("Clip", {from, constant(param(0)), constant(param(1))}, to);
      return;
    }
    add(op_type, {from}, to);
    if (op_type == "LeakyRelu" || op_type == "HardSigmoid") set("alpha", 0);
    if (op_type == "HardSigmoid") set("beta", 1);
  }

  static ir::Node renamed(const ir::Node& node, const char* op_type) {
    ir::Node result = node;
    result.op_type = op_type;
    result.domain.clear();
    return result;
  }

  // Appends the node; it makes the output of `whole` itself where it is the last of its parts.
  ValueId put(ir::Node node, bool last, const ir::Node& whole) {
    if (!last) node.outputs = {fresh(whole, "part")};
    const ValueId result = node.outputs[0];
    graph_.nodes.push_back(std::move(node));
    return result;
  }

  ValueId add(const std::string& op_type, std::vector<ValueId> inputs, ValueId output) {
    ir::Node node;
    node.op_type = op_type;
    node.name = names_.fresh(graph_[output].name + "_" + op_type);
    node.inputs = std::move(inputs);
    node.outputs = {output};
    graph_.nodes.push_back(std::move(node));
    return output;
  }

  ValueId fresh(const ir::Node& node, const char* what) {
    ir::Type type;
    type.dtype = graph_[node.outputs[0]].type.dtype;
    return ir::add_value(graph_, names_.fresh(graph_[node.outputs[0]].name + "_" + what), type);
  }

  ValueId constant(float value) {
    return ir::add_constant(graph_, names_.fresh("number"), ir::Constant::scalar(value));
  }

  ir::Graph& graph_;
  ir::Names names_;
  bool changed_ = false;
};

}  // namespace

bool split_fused(ir::Graph& graph) { return Splitter(graph).split_all(); }

}  // namespace sprint::engine
