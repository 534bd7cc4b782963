// Element types, shapes and dense tensors as they enter and leave models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sprint {

// Element types; the values are those of ONNX's TensorProto.DataType.
enum class DType : int32_t {
  undefined = 0,
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  string = 8,
  boolean = 9,
  float16 = 10,
  float64 = 11,
  uint32 = 12,
  uint64 = 13,
  complex64 = 14,
  complex128 = 15,
  bfloat16 = 16,
  float8e4m3fn = 17,
  float8e4m3fnuz = 18,
  float8e5m2 = 19,
  float8e5m2fnuz = 20,
  uint4 = 21,
  int4 = 22,
  float4e2m1 = 23,
  float8e8m0 = 24,
  uint2 = 25,
  int2 = 26,
};

// "float32", "uint8", ...; "type 99" for a number that ONNX does not define.
std::string dtype_name(DType dtype);

// Bits that one element takes; 0 for strings and undefined types.
int dtype_bits(DType dtype);

// Number of elements of a tensor with these dimensions, each at least 0.
// Throws Error where a dimension is negative or the product overflows int64.
int64_t element_count(std::span<const int64_t> dims);

// Bytes that `count` elements take, rounded up to whole bytes for types under 8 bits.
// Throws Error where that overflows or the type has no fixed size.
size_t byte_size(DType dtype, int64_t count);

// "[1, 3, 224, 224]".
std::string dims_text(std::span<const int64_t> dims);

// A dense, row-major tensor that owns its elements, with the machine's byte order.
struct Tensor {
  DType dtype = DType::undefined;
  std::vector<int64_t> dims;
  std::vector<std::byte> data;  // byte_size(dtype, element_count(dims)) bytes

  Tensor() = default;
  // A tensor of zeros.
  Tensor(DType dtype, std::vector<int64_t> dims);

  int64_t count() const { return element_count(dims); }

  // The elements as T, whose size must be that of the element type.
  template <typename T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data.data()), data.size() / sizeof(T)};
  }
  template <typename T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data.data()), data.size() / sizeof(T)};
  }
};

// The elements of a numeric tensor of any type as float, exact where float can hold them.
std::vector<float> to_floats(const Tensor& tensor);

}  // namespace sprint
