// What a plan does one after the other, and how a step reaches its tensors.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/operand.h"

namespace sprint::engine {

// The operands of a plan with their addresses.
class Memory {
 public:
  Memory(std::span<const Operand> operands, std::span<std::byte* const> addresses)
      : operands_(operands), addresses_(addresses) {}

  template <typename T>
  T* data(OperandId id) const {
    return reinterpret_cast<T*>(addresses_[static_cast<size_t>(id)]);
  }

  // The image of item `item` of the batch, of an operand that is channels_last: without its border.
  template <typename T>
  kernels::Image<T> image(OperandId id, int64_t item = 0) const {
    const Operand& own = operands_[static_cast<size_t>(id)];
    const Operand* whole = &own;
    ptrdiff_t first_channel = 0;
    while (whole->slice_of != kNoOperand) {
      first_channel += whole->first_channel;
      whole = &operands_[static_cast<size_t>(whole->slice_of)];
    }
    const ptrdiff_t pixel_stride = whole->dims[1];
    const auto height = static_cast<int32_t>(whole->dims[2]);
    const auto width = static_cast<int32_t>(whole->dims[3]);
    const kernels::Border& border = whole->border;
    const ptrdiff_t row_stride = pixel_stride * (width + border.left + border.right);
    const ptrdiff_t rows = height + border.top + border.bottom;
    T* first = data<T>(id) + (item * rows + border.top) * row_stride + border.left * pixel_stride +
               first_channel;
    return {first, height, width, static_cast<int32_t>(own.dims[1]), row_stride, pixel_stride};
  }

 private:
  std::span<const Operand> operands_;
  std::span<std::byte* const> addresses_;
};

// `run` does not allocate; it throws Error where the values of inputs contradict the operator.
struct Step {
  std::string label;  // "node 'conv1' (Conv)"
  std::string kind;   // what a profile lists it under: "Conv"
  std::vector<OperandId> inputs, outputs;
  std::function<void(const Memory&)> run;
};

}  // namespace sprint::engine
