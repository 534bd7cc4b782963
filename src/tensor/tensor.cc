#include "sprint/tensor.h"

#include "tensor/elements.h"

namespace sprint {

Tensor::Tensor(DType type, std::vector<int64_t> shape)
    : dtype(type), dims(std::move(shape)), data(byte_size(dtype, element_count(dims))) {}

std::vector<float> to_floats(const Tensor& tensor) {
  return read_floats(tensor.dtype, tensor.data, tensor.count());
}

}  // namespace sprint
