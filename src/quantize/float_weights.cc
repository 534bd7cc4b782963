#include "quantize/float_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "ir/captures.h"
#include "ir/edit.h"
#include "ops/quant_rule.h"
#include "quantize/operands.h"

namespace sprint::quantization {
namespace {

constexpr size_t kNamed = 5;

using Constants = std::unordered_map<std::string_view, ir::ConstantPtr>;

bool is_weight(const ir::ConstantPtr& constant) {
  if (constant == nullptr || constant->dims().size() < 2) return false;
  const DType dtype = constant->dtype();
  return dtype == DType::float32 || dtype == DType::float16 || dtype == DType::bfloat16 ||
         dtype == DType::float64;
}

class Walk {
 public:
  explicit Walk(int64_t opset) : opset_(opset) {}

  // `outer`: constants of the graphs around, by name; `owner`: whose body the graph is, or "".
  void visit(const ir::Graph& graph, Constants outer, const std::string& owner,
             const std::vector<bool>& done) {
    for (const ir::Value& value : graph.values) {
      if (value.constant) outer.insert_or_assign(value.name, value.constant);
    }
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      const ir::Node& node = graph.nodes[i];
      if (done.empty() || !done[i]) add(graph, node, outer, owner);
      for (const ir::GraphPtr& body : ir::bodies(node)) {
        visit(*body, outer, " in " + ir::node_label(graph, node) + owner, {});
      }
    }
  }

  std::vector<FloatWeights> found;

 private:
  void add(const ir::Graph& graph, const ir::Node& node, const Constants& constants,
           const std::string& owner) {
    FloatWeights weights;
    for (const ir::ValueId id : node.inputs) {
      if (id == ir::kNoValue) continue;
      const auto known = constants.find(graph[id].name);
      if (known == constants.end() || !is_weight(known->second)) continue;
      weights.elements += static_cast<uint64_t>(known->second->count());
    }
    if (weights.elements == 0) return;
    weights.node = ir::node_label(graph, node) + owner;
    weights.reason = owner.empty() ? reason(graph, node) : "bodies stay float";
    found.push_back(std::move(weights));
  }

  const char* reason(const ir::Graph& graph, const ir::Node& node) const {
    const ops::QuantRule rule = ops::quant_rule(node, opset_);
    if (node.op_type == "Gather") return "tables stay float";
    if (rule.kind == ops::QuantKind::none) return "no integer kernel";
    if (rule.kind != ops::QuantKind::weighted) return "no integer node beside it";
    if (has_integer_operands(graph, node, rule))
      return "a tensor that it takes or gives stays float";
    return is_float32(graph, node.input(1)) && is_float32(graph, node.input(0))
               ? "its bias is not one constant per channel"
               : "its types are not float32: convert the model to float32 first";
  }

  const int64_t opset_;
};

}  // namespace

std::vector<FloatWeights> float_weights(const ir::Model& model, const std::vector<bool>& done) {
  Walk walk(ir::opset_version(model));
  walk.visit(model.graph, {}, "", done);
  std::ranges::stable_sort(walk.found, std::greater(), &FloatWeights::elements);
  return std::move(walk.found);
}

std::string describe(const std::vector<FloatWeights>& weights) {
  std::string text;
  for (size_t i = 0; i < std::min(weights.size(), kNamed); ++i) {
    text += fmt::format("{}{}: {}, {}", i == 0 ? "" : "; ", weights[i].node, weights[i].elements,
                        weights[i].reason);
  }
  if (weights.size() > kNamed) text += fmt::format("; {} more nodes", weights.size() - kNamed);
  return text;
}

}  // namespace sprint::quantization
