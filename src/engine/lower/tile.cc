// Tile: every dimension repeated a constant number of times.
#include <array>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

namespace sprint::engine {

void lower_tile(Lowering& plan, const ir::Node& node) {
  const OperandId in = plan.plain(node.inputs[0]);
  const Operand input = plan[in];
  const std::vector<int64_t> repeats = plan.constant(node, 1).to_ints();
  if (repeats.size() != input.dims.size()) {
    fail("{} repeats for shape {}", repeats.size(), dims_text(input.dims));
  }
  const std::vector<int64_t> strides = ops::dense_strides(input.dims);
  StridedCopy copy{{}, {}, {}, 0, 0, element_bytes(input)};
  std::vector<int64_t> dims;
  for (size_t i = 0; i < repeats.size(); ++i) {
    if (repeats[i] < 0) fail("{} repeats of dimension {}", repeats[i], i);
    copy.dims.insert(copy.dims.end(), {repeats[i], input.dims[i]});
    copy.from.insert(copy.from.end(), {0, strides[i]});
    dims.push_back(element_count(std::array{repeats[i], input.dims[i]}));
  }
  copy.to = ops::dense_strides(copy.dims);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add("Tile", {in}, {out}, strided_copy(copy, in, out));
}

}  // namespace sprint::engine
