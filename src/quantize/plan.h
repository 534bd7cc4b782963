// Which nodes of a graph become integer nodes, and which values become 8-bit values with which
// parameters: the part of static quantization that needs no numbers.
#pragma once

#include <optional>
#include <vector>

#include "ir/model.h"
#include "ops/quant_rule.h"
#include "quantize/selection.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// Values that share a scale and a zero point.
struct Group {
  ir::ValueId ranged;  // the value whose range counts: behind a Relu or Clip, its output
  std::optional<ops::QuantRange> fixed;  // known without calibration
};

struct Plan {
  std::vector<ops::QuantRule> rules;  // per node; kind none: it stays float
  std::vector<int32_t> group_of;      // per value, index into groups; -1: it stays float
  std::vector<Group> groups;          // in graph order

  bool integer(size_t node) const { return rules[node].kind != ops::QuantKind::none; }
  bool grouped(ir::ValueId id) const { return group_of[static_cast<size_t>(id)] >= 0; }
  const Group& group(ir::ValueId id) const {
    return groups[static_cast<size_t>(group_of[static_cast<size_t>(id)])];
  }
};

// Nodes with weights become integer nodes wherever their operands allow it. Elementwise nodes do
// where an integer node makes an input and one takes the output, or where options.op_types asks for
// them; else conversions would cost more than they bring. Nodes that only move values follow their
// input. A Relu or Clip becomes part of the integer node before it, even where op_types and nodes
// do not name it, unless it is excluded. The output of a Gemm or MatMul that no integer node takes
// stays float, unrounded. Only the main graph is planned; bodies of If, Loop and Scan stay float.
// Values that `unfit` marks (per value; empty: none) stay float, and so do nodes that would take or
// give them in 8 bits.
Plan plan_static(const ir::Model& model, const Selection& selection, const QuantizeOptions& options,
                 const std::vector<bool>& unfit = {});

}  // namespace sprint::quantization
