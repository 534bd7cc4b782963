#include "engine/copy_image.h"

#include <algorithm>

#include "base/error.h"

namespace sprint::engine {
namespace {

template <typename T>
void copy(const kernels::Image<const T>& from, const kernels::Image<T>& to) {
  for (int32_t y = 0; y < to.height; ++y) {
    const T* source = from.data + y * from.row_stride;
    T* target = to.data + y * to.row_stride;
    for (int32_t x = 0; x < to.width; ++x) {
      std::copy_n(source, to.channels, target);
      source += from.pixel_stride;
      target += to.pixel_stride;
    }
  }
}

template <typename T>
std::function<void(const Memory&)> copy_batch(int64_t batch, OperandId from, OperandId to) {
  return [=](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      copy<T>(memory.image<const T>(from, n), memory.image<T>(to, n));
    }
  };
}

}  // namespace

std::function<void(const Memory&)> copy_image(const Operand& type, OperandId from, OperandId to) {
  switch (dtype_bits(type.dtype)) {
    case 8:
      return copy_batch<uint8_t>(type.dims[0], from, to);
    case 16:
      return copy_batch<uint16_t>(type.dims[0], from, to);
    case 32:
      return copy_batch<uint32_t>(type.dims[0], from, to);
    case 64:
      return copy_batch<uint64_t>(type.dims[0], from, to);
    default:
      fail("the native runtime copies no images of {}", dtype_name(type.dtype));
  }
}

}  // namespace sprint::engine
