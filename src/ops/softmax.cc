// Softmax, LogSoftmax and Hardmax.
#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Before version 13 the input counted as a matrix: the axes from `axis` (default 1) on were one
// row. That is axis -1 where `axis` is the last one; elsewhere the tensor is flattened before and
// given its shape back after.
void as_matrix(UpgradeContext& context) {
  const auto axis = context.node.get<int64_t>("axis", 1);
  const auto shape = context.shape(0);
  context.node.set({"axis", int64_t{-1}});
  if (axis == -1 ||
      (shape && !shape->empty() && normalize_axis(axis, shape->size()) + 1 == shape->size()))
    return;
  const ir::ValueId input = context.node.input(0);
  if (input == ir::kNoValue) fail("input 0 is missing");
  const ir::ValueId matrix = context.add_value("matrix");
  const ir::ValueId dims = context.add_value("shape");
  context.before.push_back(make_node("Shape", {input}, {dims}));
  context.before.push_back(make_node("Flatten", {input}, {matrix}, {{"axis", axis}}));
  context.node.inputs[0] = matrix;
  const auto [fresh, old] = context.detach_output(0, "rows");
  context.after.push_back(make_node("Reshape", {fresh, dims}, {old}));
}

}  // namespace

std::vector<OpSpec> softmax_ops() {
  return {
      {"Hardmax", infer_same, nullptr, {{13, as_matrix}}},
      {"LogSoftmax", infer_same, nullptr, {{13, as_matrix}}},
      {"Softmax", infer_same, nullptr, {{13, as_matrix}}, unit_range_rule},
  };
}

}  // namespace sprint::ops
