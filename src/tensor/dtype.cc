#include <array>
#include <limits>

#include "base/error.h"
#include "sprint/tensor.h"

namespace sprint {
namespace {

struct DTypeInfo {
  std::string_view name;
  int bits;
};

// Indexed by the number of the type.
constexpr std::array<DTypeInfo, 27> kTypes{{
    {"undefined", 0},      {"float32", 32},     {"uint8", 8},          {"int8", 8},
    {"uint16", 16},        {"int16", 16},       {"int32", 32},         {"int64", 64},
    {"string", 0},         {"bool", 8},         {"float16", 16},       {"float64", 64},
    {"uint32", 32},        {"uint64", 64},      {"complex64", 64},     {"complex128", 128},
    {"bfloat16", 16},      {"float8e4m3fn", 8}, {"float8e4m3fnuz", 8}, {"float8e5m2", 8},
    {"float8e5m2fnuz", 8}, {"uint4", 4},        {"int4", 4},           {"float4e2m1", 4},
    {"float8e8m0", 8},     {"uint2", 2},        {"int2", 2},
}};

const DTypeInfo* info(DType dtype) {
  const auto index = static_cast<size_t>(dtype);
  return index < kTypes.size() ? &kTypes[index] : nullptr;
}

}  // namespace

std::string dtype_name(DType dtype) {
  const DTypeInfo* type = info(dtype);
  return type != nullptr ? std::string(type->name)
                         : fmt::format("type {}", static_cast<int>(dtype));
}

int dtype_bits(DType dtype) {
  const DTypeInfo* type = info(dtype);
  return type != nullptr ? type->bits : 0;
}

int64_t element_count(std::span<const int64_t> dims) {
  int64_t count = 1;
  for (const int64_t dim : dims) {
    if (dim < 0) fail("the shape {} has a negative dimension", dims_text(dims));
    if (__builtin_mul_overflow(count, dim, &count)) {
      // A zero further on makes the tensor empty, but such a shape is no use either.
      fail("the shape {} has more elements than a 64-bit number can count", dims_text(dims));
    }
  }
  return count;
}

size_t byte_size(DType dtype, int64_t count) {
  const int bits = dtype_bits(dtype);
  if (bits == 0) fail("elements of type {} have no fixed size", dtype_name(dtype));
  int64_t total = 0;
  if (__builtin_mul_overflow(count, static_cast<int64_t>(bits), &total) ||
      total > std::numeric_limits<int64_t>::max() - 7) {
    fail("{} elements of type {} are more than memory can hold", count, dtype_name(dtype));
  }
  return static_cast<size_t>((total + 7) / 8);
}

std::string dims_text(std::span<const int64_t> dims) {
  return fmt::format("[{}]", fmt::join(dims.begin(), dims.end(), ", "));
}

}  // namespace sprint
