// Scatter and its successors, whose output looks like the data they write into.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void rename(UpgradeContext& context) { context.node.op_type = "ScatterElements"; }

}  // namespace

std::vector<OpSpec> scatter_ops() {
  return {
      {"Scatter", infer_same, nullptr, {{11, rename}}},
      {"ScatterElements", infer_same},
      {"ScatterND", infer_same},
      {"TensorScatter", infer_same},
  };
}

}  // namespace sprint::ops
