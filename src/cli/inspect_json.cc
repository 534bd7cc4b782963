#include "cli/inspect_json.h"

namespace sprint::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename Item, typename Convert>
Json list(const std::vector<Item>& items, Convert convert) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(convert(item));
  return array;
}

// Numbers for known dimensions, names for symbolic ones, null for unknown ones; null where not even
// the rank is known.
Json shape_json(const std::optional<Shape>& shape) {
  if (!shape) return nullptr;
  return list(*shape, [](const Dim& dim) {
    return dim.known() ? Json(dim.value) : dim.symbol.empty() ? Json() : Json(dim.symbol);
  });
}

Json value_json(const ValueSummary& value) {
  return {{"name", value.name}, {"type", value.type}, {"shape", shape_json(value.shape)}};
}

Json file_json(const FileSummary& file) {
  return {{"path", file.path}, {"size_bytes", file.bytes}};
}

Json node_json(const NodeSummary& node) {
  return {{"name", node.name},
          {"op_type", node.op_type},
          {"depth", node.depth},
          {"outputs", list(node.outputs, value_json)},
          {"parameters", node.weights.elements},
          {"weight_bytes", node.weights.bytes}};
}

Json operator_json(const OperatorSummary& group) {
  return {{"op_type", group.op_type},
          {"domain", group.domain},
          {"nodes", group.nodes},
          {"parameters", group.weights.elements},
          {"weight_bytes", group.weights.bytes}};
}

Json quantization_json(const ModelSummary& summary) {
  const QuantizationSummary& quantization = summary.quantization;
  const int64_t all = summary.weights.elements;
  return {{"form", quantization.form},
          {"quantize_nodes", quantization.quantize_nodes},
          {"dequantize_nodes", quantization.dequantize_nodes},
          {"integer_nodes", quantization.integer_nodes},
          {"parameters_8_bit", quantization.elements_8_bit},
          {"share_8_bit",
           all == 0 ? 0.0
                    : static_cast<double>(quantization.elements_8_bit) / static_cast<double>(all)}};
}

Json native_json(const NativeSummary& native) {
  Json shapes = Json::object();
  for (const auto& [name, dims] : native.shapes) shapes[name] = dims;
  return {{"takes_model", native.takes_model()},
          {"shapes", shapes},
          {"shapes_given", native.shapes_given},
          {"missing_operators", native.missing_operators},
          {"refused_nodes", list(native.refused,
                                 [](const engine::Refusal& refusal) {
                                   return Json{{"node", refusal.node}, {"reason", refusal.reason}};
                                 })},
          {"late_nodes", native.late_nodes},
          {"ran", native.ran},
          {"error", native.error.empty() ? Json() : Json(native.error)}};
}

}  // namespace

Json summary_json(const ir::Model& model, const ModelSummary& summary, bool nodes) {
  Json json = file_json(summary.file);
  json["ir_version"] = model.ir_version;
  json["opsets"] = list(model.opsets, [](const ir::OpsetImport& opset) {
    return Json{{"domain", opset.domain}, {"version", opset.version}};
  });
  json["producer_name"] = model.producer_name;
  json["producer_version"] = model.producer_version;
  json["domain"] = model.domain;
  json["model_version"] = model.model_version;
  json["doc_string"] = model.doc_string;
  json["graph_name"] = model.graph.name;
  json["parameters"] = summary.weights.elements;
  json["weight_bytes"] = summary.weights.bytes;
  json["inputs"] = list(summary.inputs, value_json);
  json["outputs"] = list(summary.outputs, value_json);
  json["shape_error"] = summary.shape_error.empty() ? Json() : Json(summary.shape_error);
  json["metadata"] = Json::object();
  for (const ir::Metadata& entry : model.metadata) json["metadata"][entry.key] = entry.value;
  json["labels"] = summary.labels;
  json["preprocess"] =
      summary.preprocess ? Json::parse(preprocess_to_json(*summary.preprocess)) : Json();
  json["operators"] = list(summary.operators, operator_json);
  json["quantization"] = quantization_json(summary);
  json["native_runtime"] = native_json(summary.native);
  json["weight_types"] = list(summary.weight_types, [](const auto& entry) {
    return Json{{"type", dtype_name(entry.first)},
                {"tensors", entry.second.tensors},
                {"parameters", entry.second.elements},
                {"bytes", entry.second.bytes}};
  });
  json["external_data"] = list(summary.external_data, file_json);
  json["functions"] = list(model.functions, [](const ir::Function& function) {
    return Json{{"domain", function.domain}, {"name", function.name}};
  });
  if (nodes) json["nodes"] = list(summary.nodes, node_json);
  return json;
}

}  // namespace sprint::cli
