#include "quantize/selection.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/edit_distance.h"
#include "base/error.h"
#include "ops/quant_rule.h"

namespace sprint::quantization {
namespace {

std::string_view node_name(const ir::Graph& graph, const ir::Node& node) {
  if (!node.name.empty()) return node.name;
  for (const ir::ValueId id : node.outputs) {
    if (id != ir::kNoValue) return graph[id].name;
  }
  return {};
}

std::vector<std::string> nearest_names(const ir::Graph& graph, std::string_view pattern) {
  std::set<std::pair<size_t, std::string>> by_distance;
  for (const ir::Node& node : graph.nodes) {
    const std::string_view name = node_name(graph, node);
    by_distance.emplace(edit_distance(pattern, name), name);
  }
  std::vector<std::string> names;
  for (const auto& [distance, name] : by_distance) {
    if (names.size() == 3) break;
    names.push_back(fmt::format("'{}'", name));
  }
  return names;
}

// Per node, whether one of `patterns` matches it.
std::vector<bool> match_nodes(const ir::Graph& graph, const std::vector<std::string>& patterns,
                              const char* option) {
  std::vector<bool> matched(graph.nodes.size());
  for (const std::string& pattern : patterns) {
    bool any = false;
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      if (!matches(pattern, node_name(graph, graph.nodes[i]))) continue;
      matched[i] = any = true;
    }
    if (!any) {
      fail_usage("{}: '{}' matches no node; the nearest names are {}", option, pattern,
                 fmt::join(nearest_names(graph, pattern), ", "));
    }
  }
  return matched;
}

void check_op_types(const ir::Model& model, const std::vector<std::string>& op_types) {
  std::set<std::string> present, quantizable;
  for (const ir::Node& node : model.graph.nodes) {
    present.insert(node.op_type);
    const ops::QuantRule rule = ops::quant_rule(node, ir::opset_version(model));
    if (rule.kind != ops::QuantKind::none) quantizable.insert(node.op_type);
  }
  for (const std::string& op_type : op_types) {
    if (quantizable.contains(op_type)) continue;
    fail_usage("op_types: '{}' {}; the model's operators that can be quantized are {}", op_type,
               present.contains(op_type) ? "has no integer form here" : "is not in the model",
               fmt::join(quantizable, ", "));
  }
}

constexpr size_t kListed = 8;

// Up to kListed of the marked nodes by name and operator.
std::string list_nodes(const ir::Graph& graph, const std::vector<bool>& marked) {
  std::vector<std::string> names;
  size_t more = 0;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!marked[i]) continue;
    const ir::Node& node = graph.nodes[i];
    if (names.size() == kListed) {
      ++more;
    } else {
      names.push_back(fmt::format("'{}' ({})", node_name(graph, node), node.op_type));
    }
  }
  if (names.empty()) return "none";
  return fmt::format("{}{}", fmt::join(names, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, retry_text = 0, star = std::string_view::npos;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Selection select_nodes(const ir::Model& model, const QuantizeOptions& options) {
  const ir::Graph& graph = model.graph;
  check_op_types(model, options.op_types);
  const std::vector<bool> wanted = match_nodes(graph, options.nodes, "nodes");
  Selection selection{std::vector<bool>(graph.nodes.size()),
                      match_nodes(graph, options.exclude, "exclude")};
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const bool type_admitted =
        options.op_types.empty() ||
        std::ranges::find(options.op_types, graph.nodes[i].op_type) != options.op_types.end();
    selection.admitted[i] =
        type_admitted && (options.nodes.empty() || wanted[i]) && !selection.excluded[i];
  }
  return selection;
}

void check_selected(const ir::Model& model, const QuantizeOptions& options,
                    const std::vector<bool>& quantized, const std::vector<bool>& possible) {
  const ir::Graph& graph = model.graph;
  const auto check = [&](const char* option, const std::string& named, const auto& is_named) {
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      if (quantized[i] && is_named(graph.nodes[i])) return;
    }
    fail_usage("{}: '{}' names nothing that can be quantized; what can is {}", option, named,
               list_nodes(graph, possible));
  };
  for (const std::string& op_type : options.op_types) {
    check("op_types", op_type, [&](const ir::Node& node) { return node.op_type == op_type; });
  }
  for (const std::string& pattern : options.nodes) {
    check("nodes", pattern,
          [&](const ir::Node& node) { return matches(pattern, node_name(graph, node)); });
  }
}

}  // namespace sprint::quantization
