// Walking an operand run by run, whatever its layout and border.
#pragma once

#include "engine/step.h"

namespace sprint::engine {

// The runs of contiguous elements of an operand: `count` of them, each `length` elements long,
// `stride` elements apart within an image of the batch.
struct Rows {
  int64_t images = 1, count = 1;
  size_t length = 0;
};

inline Rows rows_of(const Operand& operand) {
  if (operand.layout == Layout::plain) return {1, 1, static_cast<size_t>(operand.count())};
  return {operand.dims[0], operand.dims[2], static_cast<size_t>(operand.dims[3] * operand.dims[1])};
}

// The first element of run `row` of image `image`.
template <typename T>
T* row_start(const Memory& memory, OperandId id, Layout layout, int64_t image, int64_t row) {
  if (layout == Layout::plain) return memory.data<T>(id);
  const kernels::Image<T> view = memory.image<T>(id, image);
  return view.data + row * view.row_stride;
}

}  // namespace sprint::engine
