// What Sprint knows about an operator of ONNX, facet by facet.
#pragma once

#include <string_view>
#include <vector>

#include "ops/evaluate.h"
#include "ops/infer.h"
#include "ops/quant_rule.h"
#include "ops/upgrade.h"

namespace sprint::ops {

// A facet that is null or empty is nothing known: outputs of unknown shape, not folded, stays
// float. Without an upgrade an operator means the same in every version from 7 to kNewestUpgrade.
struct OpSpec {
  std::string_view name;
  void (*infer)(InferContext&) = nullptr;
  Evaluate evaluate = nullptr;
  std::vector<Upgrade> upgrades = {};  // by ascending version
  QuantRule (*quant)(const ir::Node&, int64_t opset) = nullptr;
  std::string_view domain = {};
};

// The range of ai.onnx versions that upgrades cover.
constexpr int64_t kOldestOpset = 7;
constexpr int64_t kNewestUpgrade = 21;

// Null for an operator that Sprint knows nothing about.
const OpSpec* find_op(std::string_view domain, std::string_view name);

// Every operator, in the order of the table.
const std::vector<OpSpec>& all_ops();

}  // namespace sprint::ops
