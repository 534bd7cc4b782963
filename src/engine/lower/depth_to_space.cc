// DepthToSpace and SpaceToDepth: copies of a view of six dimensions.
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

int64_t read_block(const ir::Node& node, const Operand& input) {
  const auto block = node.get<int64_t>("blocksize", 0);
  if (block < 1) fail("blocksize {}; expected 1 or more", block);
  if (input.dims.size() != 4) fail("the input has shape {}; expected 4", dims_text(input.dims));
  return block;
}

// The input seen as `seen`, its dimensions in `order`, gives `dims`.
void add_permuted(Lowering& plan, const ir::Node& node, const Dims& seen, const Dims& order,
                  const Dims& dims) {
  const OperandId in = plan.plain(node.inputs[0]);
  const Operand input = plan[in];
  const Dims strides = ops::dense_strides(seen);
  StridedCopy copy{{}, {}, {}, 0, 0, element_bytes(input)};
  for (const int64_t axis : order) {
    copy.dims.push_back(seen[static_cast<size_t>(axis)]);
    copy.from.push_back(strides[static_cast<size_t>(axis)]);
  }
  copy.to = ops::dense_strides(copy.dims);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add(node.op_type, {in}, {out}, strided_copy(copy, in, out));
}

}  // namespace

void lower_depth_to_space(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const int64_t block = read_block(node, input), area = block * block;
  const Dims& d = input.dims;
  if (d[1] % area != 0) fail("{} channels do not make blocks of {}", d[1], area);
  const int64_t channels = d[1] / area;
  const Dims dims{d[0], channels, d[2] * block, d[3] * block};
  const auto mode = node.get("mode", std::string("DCR"));
  if (mode == "DCR") {
    return add_permuted(plan, node, {d[0], block, block, channels, d[2], d[3]}, {0, 3, 4, 1, 5, 2},
                        dims);
  }
  if (mode != "CRD") fail("mode {}; expected DCR or CRD", mode);
  add_permuted(plan, node, {d[0], channels, block, block, d[2], d[3]}, {0, 1, 4, 2, 5, 3}, dims);
}

void lower_space_to_depth(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const int64_t block = read_block(node, input);
  const Dims& d = input.dims;
  if (d[2] % block != 0 || d[3] % block != 0) {
    fail("shape {} does not split into blocks of {}", dims_text(d), block);
  }
  const int64_t height = d[2] / block, width = d[3] / block;
  add_permuted(plan, node, {d[0], d[1], height, block, width, block}, {0, 3, 5, 1, 2, 4},
               {d[0], d[1] * block * block, height, width});
}

}  // namespace sprint::engine
