// The tensors of a plan: their type, shape and place in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ir/constant.h"
#include "kernels/image.h"
#include "sprint/tensor.h"

namespace sprint::engine {

// An index into a plan's operands.
using OperandId = int32_t;
constexpr OperandId kNoOperand = -1;

enum class Layout {
  plain,          // row-major in ONNX's order of dimensions
  channels_last,  // of rank 4: [batch][row][column][channel]
};

// `dims` are in ONNX's order ([batch, channels, height, width]) whatever the layout.
struct Operand {
  std::string name;  // of the value in the model
  DType dtype = DType::undefined;
  std::vector<int64_t> dims;
  Layout layout = Layout::plain;
  ir::ConstantPtr constant;         // plain only; its elements are the operand's
  OperandId alias_of = kNoOperand;  // shares that one's memory, element for element
  OperandId slice_of = kNoOperand;  // channels_last: the channels of that one's pixels from
  int32_t first_channel = 0;        // `first_channel` on; the border is that one's
  kernels::Border border;           // channels_last: around every image
  bool dense = false;               // somebody relies on there being no border
  bool packed = false;  // somebody relies on the pixels of a row lying one behind the other
  // Where a run tells the extent of an axis: dims[open_axis] is the most it can be, `extent` an
  // operand of one int64, and the elements are row-major for that extent.
  OperandId extent = kNoOperand;
  size_t open_axis = 0;

  int64_t count() const { return element_count(dims); }
  // Elements that the memory holds, borders included.
  int64_t stored_count() const {
    if (layout == Layout::plain) return count();
    return dims[0] * dims[1] * (dims[2] + border.top + border.bottom) *
           (dims[3] + border.left + border.right);
  }
};

}  // namespace sprint::engine
