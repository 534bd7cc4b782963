// Operators that give the same elements other dimensions: no step, only another name.
#include <algorithm>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "engine/lower/channel_shuffle.h"
#include "engine/lower/flattened_gemm.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

void reshape_to(Lowering& plan, const ir::Node& node, const Dims& dims) {
  if (fuse_flattened_gemm(plan, node, dims)) return;
  const OperandId source = plan.plain(node.inputs[0]);
  if (element_count(dims) != plan[source].count()) {
    fail("shape {} does not take the {} elements of {}", dims_text(dims), plan[source].count(),
         dims_text(plan[source].dims));
  }
  plan.make_alias(node.outputs[0], Layout::plain, dims, source);
}

// Axes as attribute or, from version 13 on, as input 1; empty where not given.
Dims axes_of(const Lowering& plan, const ir::Node& node, size_t rank) {
  Dims axes =
      node.input(1) != ir::kNoValue ? plan.constant(node, 1).to_ints() : node.get("axes", Dims{});
  for (int64_t& axis : axes) {
    if (axis < 0) axis += static_cast<int64_t>(rank);
    if (axis < 0 || axis >= static_cast<int64_t>(rank)) fail("axis {} of rank {}", axis, rank);
  }
  return axes;
}

}  // namespace

Dims reshaped(const Lowering& plan, const ir::Node& reshape, const Dims& from) {
  Dims dims = plan.constant(reshape, 1).to_ints();
  const bool keep_zero = reshape.get<int64_t>("allowzero", 0) != 0;
  Dims known;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && !keep_zero) {
      if (i >= from.size())
        fail("shape {} copies dimension {} of {}", dims_text(dims), i, dims_text(from));
      dims[i] = from[i];
    }
    if (dims[i] >= 0) known.push_back(dims[i]);
  }
  const int64_t count = element_count(known);
  for (int64_t& dim : dims) {
    if (dim == -1) dim = count == 0 ? 0 : element_count(from) / count;
  }
  return dims;
}

void lower_reshape(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const int bits = dtype_bits(input.dtype);
  if (plan.is_channels_last(node.inputs[0]) && (bits == 8 || bits == 32)) {
    const auto shuffle = channel_shuffle_from(plan, node, input.dims);
    if (shuffle) return add_channel_shuffle(plan, node.inputs[0], *shuffle);
  }
  reshape_to(plan, node, reshaped(plan, node, input.dims));
}

void lower_flatten(Lowering& plan, const ir::Node& node) {
  const Dims from = plan.describe(node.inputs[0]).dims;
  const auto rank = static_cast<int64_t>(from.size());
  auto axis = node.get<int64_t>("axis", 1);
  if (axis < 0) axis += rank;
  if (axis < 0 || axis > rank) fail("axis {} of rank {}", axis, rank);
  const auto product = [](auto first, auto last) {
    return std::accumulate(first, last, int64_t{1}, std::multiplies<>());
  };
  reshape_to(
      plan, node,
      {product(from.begin(), from.begin() + axis), product(from.begin() + axis, from.end())});
}

void lower_squeeze(Lowering& plan, const ir::Node& node) {
  const Dims from = plan.describe(node.inputs[0]).dims;
  const Dims axes = axes_of(plan, node, from.size());
  Dims dims;
  for (size_t i = 0; i < from.size(); ++i) {
    const bool named = std::ranges::count(axes, static_cast<int64_t>(i)) > 0;
    if (named && from[i] != 1) fail("axis {} of {} is not 1", i, dims_text(from));
    if (!named && !(axes.empty() && from[i] == 1)) dims.push_back(from[i]);
  }
  reshape_to(plan, node, dims);
}

void lower_unsqueeze(Lowering& plan, const ir::Node& node) {
  Dims dims = plan.describe(node.inputs[0]).dims;
  const size_t given = node.input(1) != ir::kNoValue ? plan.constant(node, 1).to_ints().size()
                                                     : node.get("axes", Dims{}).size();
  Dims axes = axes_of(plan, node, dims.size() + given);
  std::ranges::sort(axes);
  for (const int64_t axis : axes) dims.insert(dims.begin() + axis, 1);
  reshape_to(plan, node, dims);
}

}  // namespace sprint::engine
