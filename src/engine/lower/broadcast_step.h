// Steps of functions of two operands with numpy's broadcasting, in the layout that the operands
// have.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/broadcast.h"
#include "engine/lowering.h"
#include "engine/rows.h"
#include "ops/evaluate.h"

namespace sprint::engine {

// An image that is channels_last, and an operand with one element, or with one per channel that
// every pixel takes.
struct PixelPair {
  ir::ValueId image = ir::kNoValue, other = ir::kNoValue;
  bool image_is_first = true;
  bool one_element = false;
  int64_t step = 0;  // from the other operand of one image of the batch to that of the next
};

// Nothing where the operands are no such pair.
std::optional<PixelPair> pixel_pair(Lowering& plan, ir::ValueId a, ir::ValueId b);

// The operands are images of the same shape, one of them channels_last.
bool same_images(Lowering& plan, ir::ValueId a, ir::ValueId b);

// apply(a, b, out, count, a_is_scalar, b_is_scalar) on runs; at most one is a scalar, which has one
// element.
template <typename In, typename Out, typename Apply>
void add_image_step(Lowering& plan, const ir::Node& node, ir::ValueId first, ir::ValueId second,
                    DType dtype, Apply apply) {
  const OperandId a = plan.channels_last(first), b = plan.channels_last(second);
  const std::vector<int64_t> dims = plan[a].dims;
  constexpr Layout kLast = Layout::channels_last;
  const OperandId out = plan.make(node.outputs[0], kLast, dtype, dims);
  plan.add(node.op_type, {a, b}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        apply(row_start<const In>(memory, a, kLast, n, y),
              row_start<const In>(memory, b, kLast, n, y), row_start<Out>(memory, out, kLast, n, y),
              rows.length, false, false);
      }
    }
  });
}

template <typename In, typename Out, typename Apply>
void add_pixel_step(Lowering& plan, const ir::Node& node, const PixelPair& pair, DType dtype,
                    Apply apply) {
  const OperandId image = plan.channels_last(pair.image), other = plan.plain(pair.other);
  const std::vector<int64_t> dims = plan[image].dims;
  constexpr Layout kLast = Layout::channels_last;
  const OperandId out = plan.make(node.outputs[0], kLast, dtype, dims);
  const Rows rows = rows_of(plan[out]);
  const bool one = pair.one_element;
  const size_t length = one ? rows.length : static_cast<size_t>(dims[1]);
  const size_t count = length == 0 ? 0 : rows.length / length;
  plan.add(node.op_type, {image, other}, {out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      const In* b = memory.data<const In>(other) + n * pair.step;
      for (int64_t y = 0; y < rows.count; ++y) {
        const In* a = row_start<const In>(memory, image, kLast, n, y);
        Out* to = row_start<Out>(memory, out, kLast, n, y);
        for (size_t i = 0; i < count; ++i, a += length, to += length) {
          pair.image_is_first ? apply(a, b, to, length, false, one)
                              : apply(b, a, to, length, one, false);
        }
      }
    }
  });
}

template <typename In, typename Out, typename Apply>
void add_broadcast_step(Lowering& plan, const ir::Node& node, ir::ValueId first, ir::ValueId second,
                        DType dtype, Apply apply) {
  if (same_images(plan, first, second)) {
    return add_image_step<In, Out>(plan, node, first, second, dtype, apply);
  }
  if (const auto pair = pixel_pair(plan, first, second)) {
    return add_pixel_step<In, Out>(plan, node, *pair, dtype, apply);
  }
  const OperandId a = plan.plain(first), b = plan.plain(second);
  const std::vector<int64_t> dims = ops::broadcast_dims(plan[a].dims, plan[b].dims);
  auto shape = std::make_shared<const Broadcast>(plan_broadcast(plan[a].dims, plan[b].dims, dims));
  const OperandId out = plan.make(node.outputs[0], Layout::plain, dtype, dims);
  plan.add(node.op_type, {a, b}, {out}, [=](const Memory& memory) {
    for (const BroadcastRun& run : shape->runs) {
      apply(memory.data<const In>(a) + run.a, memory.data<const In>(b) + run.b,
            memory.data<Out>(out) + run.out, shape->length, shape->a_is_scalar, shape->b_is_scalar);
    }
  });
}

}  // namespace sprint::engine
