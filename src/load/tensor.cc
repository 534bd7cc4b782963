#include "load/tensor.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#include "base/error.h"
#include "load/field_values.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using onnx::FieldReader;
using onnx::TensorField;

// Below this size, bytes that are misaligned for their type are copied once, so that reading them
// is free.
constexpr size_t kSmall = 64 * 1024;

// The elements of float_data or double_data: a view while they are one packed run, as writers make
// them, else a copy.
template <typename T, void (FieldReader::*append)(std::vector<T>&) const>
class FixedElements {
 public:
  void add(const FieldReader& field) {
    if (first_.empty() && rest_.empty() && field.packed()) {
      first_ = field.bytes();
      if (first_.size() % sizeof(T) != 0) fail("field {} is cut short", field.number());
      return;
    }
    if (!first_.empty()) {
      rest_.resize(first_.size() / sizeof(T));
      std::memcpy(rest_.data(), first_.data(), first_.size());
      first_ = {};
    }
    (field.*append)(rest_);
  }
  Bytes take() { return rest_.empty() ? first_ : Bytes::own(std::move(rest_)); }

 private:
  Bytes first_;
  std::vector<T> rest_;
};

// A TensorProto taken apart.
struct TensorFields {
  std::string name;
  std::vector<int64_t> dims;
  int64_t data_type = 0;
  Bytes raw;
  bool has_raw = false;
  uint32_t typed = 0;  // the number of the field that holds the elements: float_data, ...
  FixedElements<uint32_t, &FieldReader::append_fixed32> fixed32;
  FixedElements<uint64_t, &FieldReader::append_fixed64> fixed64;
  std::vector<int64_t> integers;
  std::vector<std::string> strings;
  std::vector<ir::Metadata> external_data;
  bool external = false;
};

void take_elements(const FieldReader& field, TensorFields& tensor) {
  if (tensor.typed != 0 && tensor.typed != field.number())
    fail("has elements both in field {} and in field {}", tensor.typed, field.number());
  tensor.typed = field.number();
  switch (tensor.typed) {
    case TensorField::float_data:
      return tensor.fixed32.add(field);
    case TensorField::double_data:
      return tensor.fixed64.add(field);
    case TensorField::string_data:
      tensor.strings.push_back(field.text());
      return;
    default:
      return field.append_integers(tensor.integers);
  }
}

void take_field(const FieldReader& field, TensorFields& tensor) {
  switch (field.number()) {
    case TensorField::dims:
      return field.append_integers(tensor.dims);
    case TensorField::data_type:
      tensor.data_type = field.integer();
      return;
    case TensorField::segment:
      fail("is a segment of a larger tensor, which is not supported");
    case TensorField::name:
      tensor.name = field.text();
      return;
    case TensorField::raw_data:
      tensor.raw = field.bytes();
      tensor.has_raw = true;
      return;
    case TensorField::float_data:
    case TensorField::int32_data:
    case TensorField::string_data:
    case TensorField::int64_data:
    case TensorField::double_data:
    case TensorField::uint64_data:
      return take_elements(field, tensor);
    case TensorField::external_data:
      tensor.external_data.push_back(load_entry(field.bytes()));
      return;
    case TensorField::data_location:
      tensor.external = field.integer() == onnx::kExternalLocation;
      return;
    default:
      return;
  }
}

// Which typed field holds the elements of a type, as onnx.proto says.
uint32_t element_field(DType dtype) {
  switch (dtype) {
    case DType::float32:
    case DType::complex64:
      return TensorField::float_data;
    case DType::float64:
    case DType::complex128:
      return TensorField::double_data;
    case DType::int64:
      return TensorField::int64_data;
    case DType::uint32:
    case DType::uint64:
      return TensorField::uint64_data;
    case DType::string:
      return TensorField::string_data;
    default:
      return TensorField::int32_data;
  }
}

// Elements of T, or their bits, from varints. Throws Error where a number does not fit: bit
// patterns and packed small types may be written with or without sign.
template <typename T>
Bytes narrow(const std::vector<int64_t>& numbers, int64_t lowest, int64_t highest) {
  std::vector<T> elements;
  elements.reserve(numbers.size());
  for (const int64_t number : numbers) {
    if (number < lowest || number > highest)
      fail("element {} is {}, which does not fit its type", elements.size(), number);
    elements.push_back(static_cast<T>(number));
  }
  return Bytes::own(std::move(elements));
}

template <typename T>
Bytes narrow(const std::vector<int64_t>& numbers) {
  return narrow<T>(numbers, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

Bytes from_integers(DType dtype, std::vector<int64_t> numbers) {
  switch (dtype) {
    case DType::int64:
    case DType::uint64:
      return Bytes::own(std::move(numbers));
    case DType::uint32:
      return narrow<uint32_t>(numbers);
    case DType::int32:
      return narrow<int32_t>(numbers);
    case DType::int16:
      return narrow<int16_t>(numbers);
    case DType::uint16:
      return narrow<uint16_t>(numbers);
    case DType::int8:
      return narrow<int8_t>(numbers);
    case DType::uint8:
      return narrow<uint8_t>(numbers);
    case DType::boolean:
      return narrow<uint8_t>(numbers, 0, 1);
    case DType::float16:
    case DType::bfloat16:
      return narrow<uint16_t>(numbers, std::numeric_limits<int16_t>::min(), UINT16_MAX);
    default:
      return narrow<uint8_t>(numbers, std::numeric_limits<int8_t>::min(), UINT8_MAX);
  }
}

Bytes typed_elements(DType dtype, TensorFields& tensor) {
  const uint32_t expected = element_field(dtype);
  if (tensor.typed != expected) {
    fail("is of type {}, but its elements are in field {}, expected field {}", dtype_name(dtype),
         tensor.typed, expected);
  }
  if (expected == TensorField::float_data) return tensor.fixed32.take();
  if (expected == TensorField::double_data) return tensor.fixed64.take();
  return from_integers(dtype, std::move(tensor.integers));
}

size_t alignment(DType dtype) {
  switch (dtype_bits(dtype)) {
    case 16:
      return alignof(uint16_t);
    case 32:
      return alignof(uint32_t);
    case 64:
    case 128:
      return alignof(uint64_t);
    default:
      return 1;
  }
}

Bytes aligned_if_small(DType dtype, const Bytes& data) {
  const bool aligned = reinterpret_cast<uintptr_t>(data.data()) % alignment(dtype) == 0;
  return aligned || data.size() >= kSmall ? data : Bytes::copy(data.data(), data.size());
}

ir::ConstantPtr decode(TensorFields& tensor, ExternalFiles& files) {
  const auto dtype = static_cast<DType>(tensor.data_type);
  if (tensor.data_type != static_cast<int64_t>(dtype) ||
      (dtype_bits(dtype) == 0 && dtype != DType::string))
    fail("has the unknown data type {}", tensor.data_type);
  if (tensor.typed != 0 && (tensor.external || !tensor.raw.empty()))
    fail("has its elements twice: in field {} and in raw or external data", tensor.typed);
  if (dtype == DType::string) {
    if (tensor.external || tensor.has_raw) fail("keeps strings as raw or external data");
    if (tensor.typed != 0 && tensor.typed != TensorField::string_data)
      fail("is of type string, but holds numbers");
    return ir::Constant::strings(std::move(tensor.dims), std::move(tensor.strings));
  }
  const size_t size = byte_size(dtype, element_count(tensor.dims));
  Bytes data = tensor.external     ? files.read(tensor.external_data, size)
               : tensor.typed == 0 ? tensor.raw
                                   : typed_elements(dtype, tensor);
  data = aligned_if_small(dtype, data);
  return ir::Constant::make(dtype, std::move(tensor.dims), std::move(data));
}

// How messages name the tensor; its name may stand behind the field that is at fault.
std::string label(const Bytes& message) {
  try {
    for (FieldReader field(message); field.next();) {
      if (field.number() == TensorField::name && !field.bytes().empty())
        return fmt::format("tensor '{}'", field.text());
    }
  } catch (const Error&) {
    return "tensor";  // damaged before its name
  }
  return "tensor";
}

}  // namespace

ir::ConstantPtr load_tensor(const Bytes& message, ExternalFiles& files) {
  try {
    TensorFields tensor;
    for (FieldReader field(message); field.next();) take_field(field, tensor);
    const ir::ConstantPtr constant = decode(tensor, files);
    return ir::Constant::with_source(*constant, message, tensor.name, tensor.external);
  } catch (Error& error) {
    error.in(label(message));
    throw;
  }
}

}  // namespace sprint
