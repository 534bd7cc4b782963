// An immutable tensor: an initializer, or the value of a Constant node.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/fresh_bytes.h"
#include "sprint/tensor.h"

namespace sprint::ir {

class Constant;
using ConstantPtr = std::shared_ptr<const Constant>;

// A run of T that keeps itself alive. Protobuf aligns nothing, so the elements of a mapped file may
// lie anywhere: aligned ones are viewed where they are, others are copied.
template <typename T>
class Elements {
 public:
  using value_type = T;
  using const_iterator = const T*;

  // Requires bytes.size() to be a multiple of sizeof(T).
  explicit Elements(const Bytes& bytes)
      : bytes_(aligned(bytes) ? bytes : copy(bytes)), size_(bytes.size() / sizeof(T)) {}

  const T* data() const { return reinterpret_cast<const T*>(bytes_.data()); }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  T operator[](size_t index) const { return data()[index]; }
  T front() const { return data()[0]; }
  std::span<const T> span() const& { return {data(), size_}; }
  std::span<const T> span() const&& = delete;  // would outlive what it views

 private:
  static bool aligned(const Bytes& bytes) {
    return reinterpret_cast<uintptr_t>(bytes.data()) % alignof(T) == 0;
  }
  static Bytes copy(const Bytes& bytes) {
    const FreshBytes fresh = fresh_bytes(bytes.size());
    std::memcpy(fresh.writable.data(), bytes.data(), bytes.size());
    return fresh.bytes;
  }

  Bytes bytes_;
  size_t size_;
};

class Constant {
 public:
  // A numeric tensor over `data`: byte_size(dtype, count) bytes, row-major, little-endian, types
  // under 8 bits packed low bits first. Throws Error where the size does not fit the shape.
  static ConstantPtr make(DType dtype, std::vector<int64_t> dims, Bytes data);

  static ConstantPtr make(Tensor tensor) {
    return make(tensor.dtype, std::move(tensor.dims), Bytes::own(std::move(tensor.data)));
  }

  // A tensor of T (float, double, or an integer type) that owns `values`.
  template <typename T>
  static ConstantPtr of(std::vector<int64_t> dims, std::vector<T> values);

  // A rank-0 tensor.
  template <typename T>
  static ConstantPtr scalar(T value) {
    return of<T>({}, {value});
  }

  static ConstantPtr strings(std::vector<int64_t> dims, std::vector<std::string> values);

  DType dtype() const { return dtype_; }
  const std::vector<int64_t>& dims() const { return dims_; }
  int64_t count() const { return count_; }

  // The elements as stored; empty for strings.
  const Bytes& data() const { return data_; }
  const std::vector<std::string>& string_data() const { return strings_; }

  // The elements as T; throws Error unless T's type is the tensor's. Keep the result, not a span of
  // it, while the elements are in use: see Elements.
  template <typename T>
  Elements<T> as() const;

  // Elements of any integer or boolean type as int64; throws Error for other types.
  std::vector<int64_t> to_ints() const;
  // Elements of any real or integer type as float; throws Error for other types.
  std::vector<float> to_floats() const;
  Tensor to_tensor() const;

  // The serialized TensorProto that this constant was read from, for writing it back as it was;
  // empty otherwise. Its name field is source_name().
  const Bytes& source() const { return source_; }
  const std::string& source_name() const { return source_name_; }
  bool external() const { return external_; }

  // For load: remembers where the constant came from.
  static ConstantPtr with_source(const Constant& constant, Bytes source, std::string name,
                                 bool external);

 private:
  Constant() = default;

  DType dtype_ = DType::undefined;
  std::vector<int64_t> dims_;
  int64_t count_ = 0;
  Bytes data_;
  std::vector<std::string> strings_;
  Bytes source_;
  std::string source_name_;
  bool external_ = false;  // the elements lie in another file
};

// The DType of a C++ element type (bool excluded: booleans are stored as uint8_t bytes).
template <typename T>
constexpr DType dtype_of();
template <>
constexpr DType dtype_of<float>() {
  return DType::float32;
}
template <>
constexpr DType dtype_of<double>() {
  return DType::float64;
}
template <>
constexpr DType dtype_of<uint8_t>() {
  return DType::uint8;
}
template <>
constexpr DType dtype_of<int8_t>() {
  return DType::int8;
}
template <>
constexpr DType dtype_of<uint16_t>() {
  return DType::uint16;
}
template <>
constexpr DType dtype_of<int16_t>() {
  return DType::int16;
}
template <>
constexpr DType dtype_of<uint32_t>() {
  return DType::uint32;
}
template <>
constexpr DType dtype_of<int32_t>() {
  return DType::int32;
}
template <>
constexpr DType dtype_of<uint64_t>() {
  return DType::uint64;
}
template <>
constexpr DType dtype_of<int64_t>() {
  return DType::int64;
}

[[noreturn]] void fail_wrong_type(DType expected, DType given);

template <typename T>
ConstantPtr Constant::of(std::vector<int64_t> dims, std::vector<T> values) {
  return make(dtype_of<T>(), std::move(dims), Bytes::own(std::move(values)));
}

template <typename T>
Elements<T> Constant::as() const {
  if (dtype_ != dtype_of<T>()) fail_wrong_type(dtype_of<T>(), dtype_);
  return Elements<T>(data_);
}

}  // namespace sprint::ir
