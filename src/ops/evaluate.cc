#include "ops/evaluate.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "ops/infer.h"
#include "tensor/float16.h"

namespace sprint::ops {
namespace {

constexpr size_t kMaxBytes = size_t{64} << 20;
constexpr size_t kAlwaysFits = size_t{64} << 10;
constexpr size_t kMaxGrowth = 16;

template <typename To, typename From>
ir::ConstantPtr cast_to(std::vector<int64_t> dims, const std::vector<From>& values) {
  std::vector<To> cast(values.size());
  std::transform(values.begin(), values.end(), cast.begin(),
                 [](From value) { return static_cast<To>(value); });
  return ir::Constant::of<To>(std::move(dims), std::move(cast));
}

template <typename From>
ir::ConstantPtr to_halves(std::vector<int64_t> dims, const std::vector<From>& values) {
  std::vector<uint16_t> halves(values.size());
  std::transform(values.begin(), values.end(), halves.begin(),
                 [](From value) { return float_to_half(static_cast<float>(value)); });
  return ir::Constant::make(DType::float16, std::move(dims), Bytes::own(std::move(halves)));
}

template <typename From>
ir::ConstantPtr to_booleans(std::vector<int64_t> dims, const std::vector<From>& values) {
  std::vector<uint8_t> booleans(values.size());
  std::transform(values.begin(), values.end(), booleans.begin(),
                 [](From value) { return static_cast<uint8_t>(value != From{0}); });
  return ir::Constant::make(DType::boolean, std::move(dims), Bytes::own(std::move(booleans)));
}

// Every type that integers and floats both convert to; null for others.
template <typename From>
ir::ConstantPtr from_numbers(DType dtype, std::vector<int64_t> dims,
                             const std::vector<From>& values) {
  switch (dtype) {
    case DType::float32:
      return cast_to<float>(std::move(dims), values);
    case DType::float64:
      return cast_to<double>(std::move(dims), values);
    case DType::float16:
      return to_halves(std::move(dims), values);
    case DType::boolean:
      return to_booleans(std::move(dims), values);
    case DType::int64:
      return cast_to<int64_t>(std::move(dims), values);
    case DType::int32:
      return cast_to<int32_t>(std::move(dims), values);
    case DType::int16:
      return cast_to<int16_t>(std::move(dims), values);
    case DType::int8:
      return cast_to<int8_t>(std::move(dims), values);
    case DType::uint32:
      return cast_to<uint32_t>(std::move(dims), values);
    case DType::uint16:
      return cast_to<uint16_t>(std::move(dims), values);
    case DType::uint8:
      return cast_to<uint8_t>(std::move(dims), values);
    default:
      return nullptr;
  }
}

template <typename F>
void for_each_position(const StridedView& view, F&& visit) {
  const int64_t count = element_count(view.dims);
  std::vector<int64_t> index(view.dims.size());
  int64_t position = view.offset;
  for (int64_t i = 0; i < count; ++i) {
    visit(position);
    for (size_t axis = view.dims.size(); axis-- > 0;) {
      position += view.strides[axis];
      if (++index[axis] < view.dims[axis]) break;
      position -= view.dims[axis] * view.strides[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

const ir::Constant& EvalContext::input(size_t index) const {
  if (!has(index)) fail("input {} is missing", index);
  return *inputs[index];
}

bool fits(const EvalContext& context, DType dtype, const std::vector<int64_t>& dims) {
  if (dtype_bits(dtype) < 8) return false;
  const size_t size = byte_size(dtype, element_count(dims));
  size_t given = 0;
  for (const ir::ConstantPtr& input : context.inputs) given += input ? input->data().size() : 0;
  return size <= kAlwaysFits || (size <= kMaxBytes && size / kMaxGrowth <= given);
}

bool is_float(DType dtype) {
  return dtype == DType::float16 || dtype == DType::float32 || dtype == DType::float64;
}

bool is_integer(DType dtype) {
  switch (dtype) {
    case DType::boolean:
    case DType::int8:
    case DType::int16:
    case DType::int32:
    case DType::int64:
    case DType::uint8:
    case DType::uint16:
    case DType::uint32:
      return true;
    default:
      return false;
  }
}

std::vector<double> to_doubles(const ir::Constant& constant) {
  if (constant.dtype() == DType::float64) {
    const auto values = constant.as<double>();
    return {values.begin(), values.end()};
  }
  if (is_float(constant.dtype())) {
    const std::vector<float> values = constant.to_floats();
    return {values.begin(), values.end()};
  }
  const std::vector<int64_t> values = constant.to_ints();
  return {values.begin(), values.end()};
}

ir::ConstantPtr from_doubles(DType dtype, std::vector<int64_t> dims,
                             const std::vector<double>& values) {
  if (is_integer(dtype) && dtype != DType::boolean) {
    // A float that the integer type cannot hold converts differently from runtime to runtime.
    const int bits = dtype_bits(dtype);
    const bool is_signed = dtype == DType::int8 || dtype == DType::int16 || dtype == DType::int32 ||
                           dtype == DType::int64;
    const double high = std::ldexp(1.0, is_signed ? bits - 1 : bits);
    const double low = is_signed ? -high : 0.0;
    const auto outside = [&](double value) {
      return !(std::trunc(value) >= low && std::trunc(value) < high);
    };
    if (std::any_of(values.begin(), values.end(), outside)) return nullptr;
  }
  return from_numbers(dtype, std::move(dims), values);
}

ir::ConstantPtr from_ints(DType dtype, std::vector<int64_t> dims,
                          const std::vector<int64_t>& values) {
  return from_numbers(dtype, std::move(dims), values);
}

std::vector<int64_t> dense_strides(const std::vector<int64_t>& dims) {
  std::vector<int64_t> strides(dims.size());
  int64_t stride = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  return strides;
}

std::vector<int64_t> positions(const StridedView& view) {
  std::vector<int64_t> result;
  result.reserve(static_cast<size_t>(element_count(view.dims)));
  for_each_position(view, [&result](int64_t position) { result.push_back(position); });
  return result;
}

ir::ConstantPtr gather_view(const ir::Constant& source, const StridedView& view) {
  const int bits = dtype_bits(source.dtype());
  if (bits < 8) return nullptr;
  const size_t size = static_cast<size_t>(bits) / 8;
  std::vector<std::byte> bytes(byte_size(source.dtype(), element_count(view.dims)));
  std::byte* to = bytes.data();
  for_each_position(view, [&](int64_t position) {
    std::memcpy(to, source.data().data() + static_cast<size_t>(position) * size, size);
    to += size;
  });
  return ir::Constant::make(source.dtype(), view.dims, Bytes::own(std::move(bytes)));
}

ir::ConstantPtr reshaped(const ir::Constant& source, std::vector<int64_t> dims) {
  if (dtype_bits(source.dtype()) == 0) return nullptr;
  return ir::Constant::make(source.dtype(), std::move(dims), source.data());
}

std::vector<int64_t> broadcast_strides(const std::vector<int64_t>& dims,
                                       const std::vector<int64_t>& target) {
  const std::vector<int64_t> dense = dense_strides(dims);
  std::vector<int64_t> strides(target.size(), 0);
  const size_t offset = target.size() - dims.size();
  for (size_t i = 0; i < dims.size(); ++i) strides[offset + i] = dims[i] == 1 ? 0 : dense[i];
  return strides;
}

std::vector<int64_t> broadcast_dims(const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  auto dims = known_dims(broadcast(shape_of(a), shape_of(b)));
  if (!dims) fail("a dimension of {} or {} is negative", dims_text(a), dims_text(b));
  return std::move(*dims);
}

std::vector<int64_t> attribute_or_input(const EvalContext& context, std::string_view name,
                                        size_t index) {
  if (context.has(index)) return context.input(index).to_ints();
  return context.node.get<std::vector<int64_t>>(name, {});
}

}  // namespace sprint::ops
