#include "cli/inspect_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/printable.h"

namespace sprint::cli {
namespace {

constexpr size_t kWidest = 48;  // of a cell

// Lines of cells under each other; those of columns from `right` on stand at the right of their
// column.
class Table {
 public:
  explicit Table(size_t right) : right_(right) {}

  void add(std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = printable(cell, kWidest);
    rows_.push_back(std::move(cells));
  }

  std::string text() const {
    std::vector<size_t> widths;
    for (const auto& row : rows_) {
      widths.resize(std::max(widths.size(), row.size()));
      for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows_) {
      std::string line;
      for (size_t i = 0; i < row.size(); ++i)
        line += i < right_ ? fmt::format("  {:<{}}", row[i], widths[i])
                           : fmt::format("  {:>{}}", row[i], widths[i]);
      text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
  }

 private:
  size_t right_;
  std::vector<std::vector<std::string>> rows_;
};

// "1.28 MB", in powers of 1000.
std::string size_text(size_t bytes) {
  constexpr std::array<const char*, 4> kUnits{"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fmt::format("{:.{}f} {}", value, value < 10 ? 2 : value < 100 ? 1 : 0, kUnits[unit]);
}

// "1,234,567".
std::string count_text(int64_t count) {
  std::string text = fmt::format("{}", count);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

// Nothing for nothing, so that a column shows where the weights are.
std::string weight_text(const WeightCount& weights) {
  return weights.bytes == 0 ? "" : size_text(weights.bytes);
}

std::string value_shape(const ValueSummary& value) {
  return value.shape ? shape_text(*value.shape) : "unknown shape";
}

std::string opsets_text(const ir::Model& model) {
  std::vector<std::string> opsets;
  for (const ir::OpsetImport& opset : model.opsets)
    opsets.push_back(
        fmt::format("{} {}", opset.domain.empty() ? "ai.onnx" : opset.domain, opset.version));
  return fmt::format("{}", fmt::join(opsets, ", "));
}

std::string quantization_text(const ModelSummary& summary) {
  const QuantizationSummary& quantization = summary.quantization;
  if (quantization.form == "none" && quantization.elements_8_bit == 0) return "no";
  const double all = std::max(1.0, static_cast<double>(summary.weights.elements));
  return fmt::format(
      "{}: {:.1f}% of the parameters in 8 bits or fewer; {} QuantizeLinear, {} "
      "DequantizeLinear, {} integer operators",
      quantization.form, 100.0 * static_cast<double>(quantization.elements_8_bit) / all,
      quantization.quantize_nodes, quantization.dequantize_nodes, quantization.integer_nodes);
}

// What follows "runs it" and the like: where that was looked at.
std::string native_place(const NativeSummary& native) {
  const std::string shapes =
      native.shapes.empty() ? "" : " at " + session::shapes_text(native.shapes);
  if (native.ran) return shapes + " (run once, on a sample)";
  const std::string late =
      native.late_nodes == 0
          ? ""
          : fmt::format("; {} nodes are planned only in a run (--data DIR)", native.late_nodes);
  return shapes + (native.shapes_given ? "" : " (likely shapes: --shape or --data gives others)") +
         late;
}

// Lines, one after the other.
std::vector<std::string> native_lines(const NativeSummary& native) {
  constexpr size_t kMost = 8;
  const std::string place = native_place(native);
  if (native.takes_model()) return {"runs it" + place};
  std::vector<std::string> lines;
  if (!native.error.empty()) lines.push_back("cannot take it" + place + ": " + native.error);
  if (!native.missing_operators.empty())
    lines.push_back(fmt::format("lacks {}", fmt::join(native.missing_operators, ", ")));
  if (native.refused.empty()) return lines;
  lines.push_back(fmt::format("refuses {} {}{}", native.refused.size(),
                              native.refused.size() == 1 ? "node" : "nodes", place));
  for (size_t i = 0; i < std::min(kMost, native.refused.size()); ++i)
    lines.push_back(native.refused[i].node + ": " + native.refused[i].reason);
  if (native.refused.size() > kMost)
    lines.push_back(fmt::format("and {} more (--json lists all)", native.refused.size() - kMost));
  return lines;
}

std::string head(const ir::Model& model, const ModelSummary& summary) {
  std::string text = printable(summary.file.path) + "\n";
  const auto line = [&](const char* what, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<15}{}\n", what, printable(value));
  };
  line("size", fmt::format("{} ({} bytes)", size_text(summary.file.bytes),
                           count_text(static_cast<int64_t>(summary.file.bytes))));
  for (const FileSummary& file : summary.external_data)
    line("weights in", fmt::format("{}, {}", file.path, size_text(file.bytes)));
  line("IR version", fmt::format("{}", model.ir_version));
  line("operator sets", opsets_text(model));
  line("producer",
       model.producer_name + (model.producer_version.empty() ? "" : " ") + model.producer_version);
  line("graph", model.graph.name);
  line("description", model.doc_string);
  line("parameters", fmt::format("{} ({})", count_text(summary.weights.elements),
                                 size_text(summary.weights.bytes)));
  line("quantized", quantization_text(summary));
  const char* label = "native runtime";
  for (const std::string& value : native_lines(summary.native))
    line(std::exchange(label, ""), value);
  line("shapes", summary.shape_error.empty() ? "" : "as declared: " + summary.shape_error);
  line("labels", fmt::format("{}", fmt::join(summary.labels, ", ")));
  if (summary.preprocess) line("preprocess", preprocess_to_json(*summary.preprocess));
  return text;
}

std::string values_text(const char* title, const std::vector<ValueSummary>& values) {
  Table table(3);
  for (const ValueSummary& value : values) table.add({value.name, value.type, value_shape(value)});
  return fmt::format("\n{}\n{}", title, table.text());
}

std::string operators_text(const ModelSummary& summary) {
  Table table(1);
  table.add({"operator", "nodes", "parameters", "weights"});
  size_t nodes = 0;
  for (const OperatorSummary& group : summary.operators) {
    nodes += group.nodes;
    table.add({group.domain.empty() ? group.op_type : group.domain + "." + group.op_type,
               fmt::format("{}", group.nodes),
               group.weights.elements == 0 ? "" : count_text(group.weights.elements),
               weight_text(group.weights)});
  }
  table.add({"all", fmt::format("{}", nodes), count_text(summary.weights.elements),
             weight_text(summary.weights)});
  return "\n" + table.text();
}

std::string types_text(const ModelSummary& summary) {
  if (summary.weight_types.empty()) return "";
  Table table(1);
  table.add({"weights of type", "tensors", "parameters", "size"});
  for (const auto& [dtype, weights] : summary.weight_types)
    table.add({dtype_name(dtype), fmt::format("{}", weights.tensors), count_text(weights.elements),
               size_text(weights.bytes)});
  return "\n" + table.text();
}

std::string metadata_text(const ir::Model& model) {
  Table table(2);
  for (const ir::Metadata& entry : model.metadata) {
    if (!entry.key.starts_with("sprint.")) table.add({entry.key, entry.value});
  }
  const std::string text = table.text();
  return text.empty() ? "" : "\nmetadata\n" + text;
}

std::string functions_text(const ir::Model& model) {
  Table table(2);
  for (const ir::Function& function : model.functions) table.add({function.domain, function.name});
  return model.functions.empty() ? "" : "\nfunctions\n" + table.text();
}

std::string nodes_text(const ModelSummary& summary) {
  Table table(3);
  table.add({"node", "operator", "output", "weights"});
  for (const NodeSummary& node : summary.nodes) {
    const ValueSummary* output = node.outputs.empty() ? nullptr : &node.outputs.front();
    const std::string result = output == nullptr || !output->shape
                                   ? ""
                                   : fmt::format("{} {}", output->type, value_shape(*output));
    const std::string& name = node.name.empty() && output != nullptr ? output->name : node.name;
    table.add({std::string(static_cast<size_t>(node.depth) * 2, ' ') + name, node.op_type, result,
               weight_text(node.weights)});
  }
  return "\n" + table.text();
}

}  // namespace

std::string summary_text(const ir::Model& model, const ModelSummary& summary, bool nodes) {
  return head(model, summary) + values_text("inputs", summary.inputs) +
         values_text("outputs", summary.outputs) + operators_text(summary) + types_text(summary) +
         metadata_text(model) + functions_text(model) + (nodes ? nodes_text(summary) : "");
}

}  // namespace sprint::cli
