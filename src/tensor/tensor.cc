#include "sprint/tensor.h"

#include <algorithm>

#include "base/error.h"
#include "tensor/float16.h"

namespace sprint {
namespace {

template <typename T>
std::vector<float> cast_all(const Tensor& tensor) {
  const auto elements = tensor.as<T>();
  return {elements.begin(), elements.end()};
}

std::vector<float> widen_all(const Tensor& tensor, float (*widen)(uint16_t)) {
  const auto elements = tensor.as<uint16_t>();
  std::vector<float> floats(elements.size());
  std::transform(elements.begin(), elements.end(), floats.begin(), widen);
  return floats;
}

}  // namespace

Tensor::Tensor(DType type, std::vector<int64_t> shape)
    : dtype(type), dims(std::move(shape)), data(byte_size(dtype, element_count(dims))) {}

std::vector<float> to_floats(const Tensor& tensor) {
  switch (tensor.dtype) {
    case DType::float32:
      return cast_all<float>(tensor);
    case DType::float64:
      return cast_all<double>(tensor);
    case DType::uint8:
    case DType::boolean:
      return cast_all<uint8_t>(tensor);
    case DType::int8:
      return cast_all<int8_t>(tensor);
    case DType::uint16:
      return cast_all<uint16_t>(tensor);
    case DType::int16:
      return cast_all<int16_t>(tensor);
    case DType::uint32:
      return cast_all<uint32_t>(tensor);
    case DType::int32:
      return cast_all<int32_t>(tensor);
    case DType::uint64:
      return cast_all<uint64_t>(tensor);
    case DType::int64:
      return cast_all<int64_t>(tensor);
    case DType::float16:
      return widen_all(tensor, half_to_float);
    case DType::bfloat16:
      return widen_all(tensor, bfloat16_to_float);
    default:
      fail("elements of type {} cannot be read as numbers", dtype_name(tensor.dtype));
  }
}

}  // namespace sprint
