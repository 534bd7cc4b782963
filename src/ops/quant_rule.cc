#include "ops/quant_rule.h"

#include "ops/op.h"

namespace sprint::ops {

QuantRule quant_rule(const ir::Node& node, int64_t opset) {
  const OpSpec* spec = find_op(node.domain, node.op_type);
  return spec != nullptr && spec->quant != nullptr ? spec->quant(node, opset) : QuantRule{};
}

QuantRule elementwise_rule(const ir::Node&, int64_t) { return {QuantKind::elementwise, 0, {}}; }

QuantRule pass_through_rule(const ir::Node&, int64_t) { return {QuantKind::pass_through, 0, {}}; }

QuantRule unit_range_rule(const ir::Node&, int64_t) {
  return {QuantKind::elementwise, 0, QuantRange{0.0F, 1.0F}};
}

}  // namespace sprint::ops
