#include "quantize/thin_channels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "quantize/operands.h"
#include "quantize/recipe.h"
#include "quantize/weights.h"

namespace sprint::quantization {
namespace {

constexpr size_t kNamed = 5;

double reach(const Extremes& extremes) {
  return std::max(-static_cast<double>(extremes.min()), static_cast<double>(extremes.max()));
}

size_t count_thin(const std::vector<Extremes>& channels) {
  double widest = 0;
  for (const Extremes& channel : channels) widest = std::max(widest, reach(channel));
  return static_cast<size_t>(std::ranges::count_if(channels, [widest](const Extremes& channel) {
    return reach(channel) > 0 && reach(channel) * kWholeCodes < widest * kMinCodes;
  }));
}

struct Thin {
  std::string weight;
  size_t channels, all;
};

std::vector<Thin> find_thin(const ir::Model& model, const std::vector<bool>& integer) {
  std::vector<Thin> found;
  std::set<ir::ValueId> seen;
  for (size_t i = 0; i < model.graph.nodes.size(); ++i) {
    const ir::Node& node = model.graph.nodes[i];
    const ops::QuantRule rule = ops::quant_rule(node, ir::opset_version(model));
    if (!integer[i] || rule.kind != ops::QuantKind::weighted) continue;
    const ir::ConstantPtr weight = weight_of(model.graph, node);
    if (weight == nullptr || weight->count() == 0 || !seen.insert(node.inputs[1]).second) continue;
    const auto axis = channel_axis(*weight, node, rule, /*per_channel=*/true);
    if (!axis) continue;
    const std::vector<Extremes> channels = channel_extremes(*weight, *axis);
    const size_t thin = count_thin(channels);
    if (thin > 0) found.push_back({model.graph[node.inputs[1]].name, thin, channels.size()});
  }
  return found;
}

}  // namespace

std::string thin_channels(const ir::Model& model, const std::vector<bool>& integer,
                          const QuantizeOptions& options) {
  if (options.per_channel) return "";
  std::vector<Thin> found = find_thin(model, integer);
  if (found.empty()) return "";
  std::ranges::stable_sort(
      found, [](const Thin& a, const Thin& b) { return a.channels * b.all > b.channels * a.all; });
  std::vector<std::string> named;
  for (const Thin& thin : found) {
    named.push_back(fmt::format("{} of {} in '{}'", thin.channels, thin.all, thin.weight));
  }
  const std::string more =
      named.size() > kNamed ? fmt::format(" and others in {} more", named.size() - kNamed) : "";
  named.resize(std::min(named.size(), kNamed));
  return fmt::format(
      "with one scale per weight, some channels keep fewer than {} of 256 codes: {}{}; scales per "
      "channel keep them",
      kMinCodes, fmt::join(named, ", "), more);
}

}  // namespace sprint::quantization
