// Expand to a constant shape, with numpy's broadcasting.
#include <vector>

#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

namespace sprint::engine {

void lower_expand(Lowering& plan, const ir::Node& node) {
  const OperandId in = plan.plain(node.inputs[0]);
  const Operand input = plan[in];
  const std::vector<int64_t> dims =
      ops::broadcast_dims(input.dims, plan.constant(node, 1).to_ints());
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add("Expand", {in}, {out},
           strided_copy({dims, ops::broadcast_strides(input.dims, dims), ops::dense_strides(dims),
                         0, 0, element_bytes(input)},
                        in, out));
}

}  // namespace sprint::engine
