#include "cli/model_summary.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>

#include "base/error.h"
#include "data/preprocess_key.h"
#include "ir/captures.h"
#include "ir/edit.h"
#include "prepare/prepare.h"
#include "sprint/model.h"

namespace sprint::cli {
namespace {

FileSummary file_summary(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return {path, none ? 0 : static_cast<size_t>(size)};
}

ValueSummary value_summary(const ir::Value& value) {
  std::string type = "unknown";
  if (!value.type.other.empty()) type = "not a tensor";
  if (value.type.dtype != DType::undefined) type = dtype_name(value.type.dtype);
  return {value.name, type, value.type.shape};
}

// The constant that a node makes by itself.
ir::ConstantPtr constant_of(const ir::Node& node) {
  const ir::Attribute* value = node.op_type == "Constant" ? node.find("value") : nullptr;
  const auto* constant = value != nullptr ? std::get_if<ir::ConstantPtr>(&value->value()) : nullptr;
  return constant != nullptr ? *constant : nullptr;
}

bool is_integer_operator(std::string_view op_type) {
  constexpr std::array<std::string_view, 6> kOthers{"QGemm",
                                                    "QAttention",
                                                    "DynamicQuantizeMatMul",
                                                    "DynamicQuantizeLSTM",
                                                    "MatMulNBits",
                                                    "QEmbedLayerNormalization"};
  return op_type.starts_with("QLinear") || op_type.find("Integer") != std::string_view::npos ||
         std::find(kOthers.begin(), kOthers.end(), op_type) != kOthers.end();
}

// Whether the first output is the first input in another type or shape.
bool changes_form_only(const ir::Node& node) {
  constexpr std::array<std::string_view, 7> kForms{
      "DequantizeLinear", "Identity", "Cast", "Reshape", "Transpose", "Squeeze", "Unsqueeze"};
  return std::find(kForms.begin(), kForms.end(), node.op_type) != kForms.end() &&
         !node.outputs.empty() && node.outputs[0] != ir::kNoValue;
}

class Summarizer {
 public:
  ModelSummary summarize(const ir::Model& model) {
    add_graph(model.graph, 0);
    for (auto& [key, each] : operators_) summary_.operators.push_back(std::move(each));
    std::stable_sort(summary_.operators.begin(), summary_.operators.end(),
                     [](const auto& a, const auto& b) { return a.nodes > b.nodes; });
    summary_.weight_types.assign(types_.begin(), types_.end());
    std::stable_sort(summary_.weight_types.begin(), summary_.weight_types.end(),
                     [](const auto& a, const auto& b) { return a.second.bytes > b.second.bytes; });
    add_quantization();
    return std::move(summary_);
  }

 private:
  void add_graph(const ir::Graph& graph, int depth) {
    const ir::Uses uses(graph);
    std::vector<WeightCount> weights(graph.nodes.size());
    const auto credit = [&](ir::ValueId id, const ir::Constant& constant) {
      count(constant);
      if (const int32_t node = consumer(graph, uses, id); node >= 0)
        weights[static_cast<size_t>(node)].add(constant);
    };
    for (const ir::ValueId id : graph.initializers) credit(id, *graph.constant(id));
    for (const ir::Node& node : graph.nodes) {
      if (const ir::ConstantPtr constant = constant_of(node);
          constant != nullptr && node.outputs.size() == 1 && node.outputs[0] != ir::kNoValue)
        credit(node.outputs[0], *constant);
    }
    for (size_t n = 0; n < graph.nodes.size(); ++n) {
      add_node(graph, graph.nodes[n], weights[n], depth);
      for (const ir::GraphPtr& body : ir::bodies(graph.nodes[n])) add_graph(*body, depth + 1);
    }
  }

  // The first node that computes with `id`, looking through nodes that only give it another form;
  // -1: none.
  static int32_t consumer(const ir::Graph& graph, const ir::Uses& uses, ir::ValueId id) {
    for (size_t hop = 0; hop < graph.nodes.size() && !uses.consumers(id).empty(); ++hop) {
      const ir::Uses::Use use = uses.consumers(id).front();
      const ir::Node& node = graph.nodes[static_cast<size_t>(use.node)];
      if (use.input != 0 || !changes_form_only(node)) return use.node;
      id = node.outputs[0];
    }
    return -1;
  }

  void count(const ir::Constant& constant) {
    summary_.weights.add(constant);
    types_[constant.dtype()].add(constant);
    const int bits = dtype_bits(constant.dtype());
    if (bits > 0 && bits <= 8 && constant.dtype() != DType::boolean)
      summary_.quantization.elements_8_bit += constant.count();
  }

  void add_node(const ir::Graph& graph, const ir::Node& node, const WeightCount& weights,
                int depth) {
    OperatorSummary& group = operators_[{node.domain, node.op_type}];
    group.op_type = node.op_type;
    group.domain = node.domain;
    ++group.nodes;
    group.weights.tensors += weights.tensors;
    group.weights.elements += weights.elements;
    group.weights.bytes += weights.bytes;
    NodeSummary summary{node.name, node.op_type, depth, {}, weights};
    for (const ir::ValueId id : node.outputs) {
      if (id != ir::kNoValue) summary.outputs.push_back(value_summary(graph[id]));
    }
    summary_.nodes.push_back(std::move(summary));
  }

  void add_quantization() {
    QuantizationSummary& quantization = summary_.quantization;
    bool dynamic = false;
    for (const OperatorSummary& group : summary_.operators) {
      if (group.op_type == "QuantizeLinear") quantization.quantize_nodes += group.nodes;
      if (group.op_type == "DequantizeLinear") quantization.dequantize_nodes += group.nodes;
      if (is_integer_operator(group.op_type)) quantization.integer_nodes += group.nodes;
      dynamic = dynamic || group.op_type.starts_with("DynamicQuantize");
    }
    quantization.form = dynamic                             ? "dynamic"
                        : quantization.integer_nodes > 0    ? "qoperator"
                        : quantization.quantize_nodes > 0   ? "qdq"
                        : quantization.dequantize_nodes > 0 ? "weights"
                                                            : "none";
  }

  ModelSummary summary_;
  std::map<std::pair<std::string, std::string>, OperatorSummary> operators_;
  std::map<DType, WeightCount> types_;
};

// With every shape that follows from those declared. A model that contradicts itself keeps the
// declared ones, and `error` says what contradicts.
ir::Model with_shapes(const ir::Model& model, std::string& error) {
  try {
    return infer_shapes(model);
  } catch (const Error& contradiction) {
    error = contradiction.what();
    return model;
  }
}

}  // namespace

void WeightCount::add(const ir::Constant& constant) {
  ++tensors;
  elements += constant.count();
  bytes += constant.data().size();
  for (const std::string& text : constant.string_data()) bytes += text.size();
}

ModelSummary summarize(const ir::Model& declared) {
  std::string shape_error;
  const ir::Model model = with_shapes(declared, shape_error);
  ModelSummary summary = Summarizer().summarize(model);
  summary.shape_error = shape_error;
  summary.file = file_summary(model.path);
  for (const std::string& path : model.external_data)
    summary.external_data.push_back(file_summary(path));
  const ir::Graph& graph = model.graph;
  for (const ir::ValueId id : graph.inputs) {
    if (graph.constant(id) == nullptr) summary.inputs.push_back(value_summary(graph[id]));
  }
  for (const ir::ValueId id : graph.outputs) summary.outputs.push_back(value_summary(graph[id]));
  const Model view(std::shared_ptr<const ir::Model>(std::shared_ptr<void>(), &model));
  summary.labels = view.labels();
  if (ir::find_metadata(model, data::kPreprocessKey) != nullptr)
    summary.preprocess = view.preprocess();
  return summary;
}

}  // namespace sprint::cli
