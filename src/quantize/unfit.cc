#include "quantize/unfit.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.h"
#include "ir/edit.h"
#include "quantize/operands.h"
#include "quantize/scheme.h"
#include "tensor/extremes.h"

namespace sprint::quantization {
namespace {

using calibrate::Evidence;
using calibrate::Range;
using calibrate::TensorRange;
using ops::QuantKind;

constexpr size_t kNamed = 5;  // tensors that a note names

template <size_t N>
bool is_any_of(std::string_view type, const std::array<std::string_view, N>& types) {
  return std::ranges::find(types, type) != types.end();
}

bool takes_exponent(const ir::Node& node) {
  constexpr std::array<std::string_view, 5> kTypes{"Softmax", "LogSoftmax", "Exp", "Sigmoid",
                                                   "ReduceLogSumExp"};
  return is_any_of(node.op_type, kTypes);
}

// Of a range widened to hold zero, as 8 bits cover it.
float width(const Range& range) { return std::max(range.high, 0.0F) - std::min(range.low, 0.0F); }

Range united(const Range& a, const Range& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

const char* cause_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::nothing:
      return "empty in every sample";
    case Evidence::zeros:
      return "zero in every sample";
    case Evidence::infinities:
      return "with infinities, as masks have them";
    case Evidence::nans:
      return "with NaNs";
    case Evidence::values:
      break;
  }
  return nullptr;
}

class Finder {
 public:
  Finder(const ir::Model& model, const Plan& plan, const calibrate::Ranges& ranges, Unfit& unfit)
      : graph_(model.graph),
        uses_(graph_),
        plan_(plan),
        ranges_(group_ranges(graph_, plan, ranges, ir::opset_version(model))),
        unfit_(unfit) {
    unfit_.values.resize(graph_.values.size());
  }

  bool find() {
    for (size_t g = 0; g < plan_.groups.size(); ++g) {
      const char* cause = cause_of(ranges_[g].evidence);
      if (cause != nullptr) add(plan_.groups[g].ranged, cause, "");
      if (plan_.groups[g].fixed) check_fixed(plan_.groups[g].ranged);
    }
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      const ir::Node& node = graph_.nodes[i];
      if (takes_exponent(node)) check_exponent(node.input(0));
      if (plan_.integer(i) && joins(node)) check_join(i, node);
    }
    return any_;
  }

 private:
  const TensorRange& range_of(ir::ValueId id) const {
    return ranges_[static_cast<size_t>(plan_.group_of[static_cast<size_t>(id)])];
  }

  void check_fixed(ir::ValueId id) {
    const TensorRange& range = range_of(id);
    const float codes = width(range.extremes) / width(range.covered) * kWholeCodes;
    if (codes >= kMinCodes) return;
    add(id, "which use little of the range from 0 to 1", fmt::format(" ({:.1f} codes)", codes));
  }

  void check_exponent(ir::ValueId id) {
    if (id == ir::kNoValue || !plan_.grouped(id)) return;
    const Range& reach = range_of(id).extremes;
    if (width(reach) / kWholeCodes <= kMaxExponentStep || made_by_conv(id)) return;
    add(id, "which reach too far before a Softmax or Sigmoid, as masks do",
        fmt::format(" ({:.4g} to {:.4g})", reach.low, reach.high));
  }

  // Kernels of Conv give 8 bits only, and no mask.
  bool made_by_conv(ir::ValueId id) const {
    const int32_t producer = uses_.producer(root_of(id));
    return producer >= 0 && graph_.nodes[static_cast<size_t>(producer)].op_type == "Conv";
  }

  void check_join(size_t i, const ir::Node& node) {
    const ir::ValueId output = node.outputs[0];
    Range reach = range_of(output).extremes;
    for (const ir::ValueId id : node.inputs) {
      const ir::ConstantPtr constant = id == ir::kNoValue ? nullptr : graph_.constant(id);
      if (constant == nullptr || constant->dtype() != DType::float32 || constant->count() == 0) {
        continue;
      }
      const ir::Elements<float> elements = constant->as<float>();
      const Extremes extremes = extremes_of(elements.span());
      if (!extremes.finite()) return add(output, cause_of(Evidence::infinities), "");
      reach = united(reach, {extremes.min(), extremes.max()});
    }
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      if (!is_taken(i, node, k)) continue;
      const float codes = width(range_of(node.inputs[k]).extremes) / width(reach) * kWholeCodes;
      if (codes > 0 && codes < kMinCodes) {
        return add(
            output, "whose parts differ too much in range",
            fmt::format(" ({:.1f} of 256 codes for '{}')", codes, graph_[node.inputs[k]].name));
      }
    }
  }

  // Whether input k is a computed one that shares the output's codes.
  bool is_taken(size_t i, const ir::Node& node, size_t k) const {
    return is_activation(graph_, node, plan_.rules[i], k) && plan_.grouped(node.inputs[k]);
  }

  // The value that the values of its group were moved from.
  ir::ValueId root_of(ir::ValueId id) const {
    for (;;) {
      const int32_t producer = uses_.producer(id);
      if (producer < 0) return id;
      const auto i = static_cast<size_t>(producer);
      const QuantKind kind = plan_.rules[i].kind;
      if (kind != QuantKind::pass_through && kind != QuantKind::clamp) return id;
      id = graph_.nodes[i].inputs[0];
    }
  }

  // The values of a group, up to where some are selected: those may have a range of their own.
  void add(ir::ValueId id, const char* cause, const std::string& detail) {
    const ir::ValueId root = root_of(id);
    if (unfit_.values[static_cast<size_t>(root)]) return;
    any_ = true;
    unfit_.tensors_by_cause[cause].push_back(fmt::format("'{}'{}", graph_[root].name, detail));
    mark_from(root);
  }

  void mark_from(ir::ValueId id) {
    unfit_.values[static_cast<size_t>(id)] = true;
    for (const ir::Uses::Use& use : uses_.consumers(id)) {
      if (use.input != 0 || use.node < 0) continue;
      const auto i = static_cast<size_t>(use.node);
      const ir::Node& node = graph_.nodes[i];
      const QuantKind kind = plan_.rules[i].kind;
      const bool keeps =
          kind == QuantKind::clamp || (kind == QuantKind::pass_through && !selects(node));
      if (!keeps) continue;
      for (const ir::ValueId output : node.outputs) {
        if (output != ir::kNoValue && plan_.grouped(output)) mark_from(output);
      }
    }
  }

  const ir::Graph& graph_;
  const ir::Uses uses_;
  const Plan& plan_;
  const std::vector<TensorRange> ranges_;
  Unfit& unfit_;
  bool any_ = false;
};

// The calibrated range of `id`, or of what its values were moved from; null where there is none.
const TensorRange* find_range(const ir::Graph& graph, const ir::Uses& uses, ir::ValueId id,
                              const calibrate::Ranges& ranges, int64_t opset) {
  for (;;) {
    const auto found = ranges.find(graph[id].name);
    if (found != ranges.end()) return &found->second;
    const int32_t producer = uses.producer(id);
    if (producer < 0) return nullptr;
    const ir::Node& node = graph.nodes[static_cast<size_t>(producer)];
    if (ops::quant_rule(node, opset).kind != QuantKind::pass_through) return nullptr;
    id = node.inputs[0];
  }
}

}  // namespace

std::vector<std::string> Unfit::notes() const {
  std::vector<std::string> lines;
  for (const auto& [cause, tensors] : tensors_by_cause) {
    const size_t named = std::min(tensors.size(), kNamed);
    std::string line = fmt::format(
        "{} {} float, {}: {}", tensors.size(),
        tensors.size() == 1 ? "tensor stays" : "tensors stay", cause,
        fmt::join(tensors.begin(), tensors.begin() + static_cast<ptrdiff_t>(named), ", "));
    if (tensors.size() > named) line += fmt::format(" and {} more", tensors.size() - named);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<TensorRange> group_ranges(const ir::Graph& graph, const Plan& plan,
                                      const calibrate::Ranges& ranges, int64_t opset) {
  const ir::Uses uses(graph);
  std::vector<TensorRange> found;
  for (const Group& group : plan.groups) {
    const TensorRange* range = find_range(graph, uses, group.ranged, ranges, opset);
    if (range == nullptr && !group.fixed) {
      fail("tensor '{}': has no calibrated range", graph[group.ranged].name);
    }
    const Range fixed = group.fixed ? Range{group.fixed->low, group.fixed->high} : Range{};
    found.push_back(range != nullptr ? *range : TensorRange{fixed, fixed});
    if (group.fixed) found.back().covered = fixed;
  }
  return found;
}

bool joins(const ir::Node& node) { return node.op_type == "Concat" || node.op_type == "Where"; }

bool selects(const ir::Node& node) {
  constexpr std::array<std::string_view, 7> kTypes{
      "Slice", "Split", "Gather", "GatherElements", "MaxPool", "ReduceMax", "ReduceMin"};
  return is_any_of(node.op_type, kTypes);
}

bool find_unfit(const ir::Model& model, const Plan& plan, const calibrate::Ranges& ranges,
                Unfit& unfit) {
  return Finder(model, plan, ranges, unfit).find();
}

}  // namespace sprint::quantization
