#include "tensor/elements.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "tensor/float16.h"

namespace sprint {
namespace {

using Input = std::span<const std::byte>;

template <typename T>
T load(Input bytes, size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

// The bits of element `index` of a type of 1, 2, 4 or 8 bits.
uint8_t load_bits(Input bytes, size_t index, int bits) {
  const size_t per_byte = 8 / static_cast<size_t>(bits);
  const auto byte = std::to_integer<unsigned>(bytes[index / per_byte]);
  const unsigned shift = static_cast<unsigned>(index % per_byte) * static_cast<unsigned>(bits);
  return static_cast<uint8_t>((byte >> shift) & ((1U << static_cast<unsigned>(bits)) - 1U));
}

int64_t sign_extend(uint8_t value, int bits) {
  const int64_t sign = int64_t{1} << (bits - 1);
  return (static_cast<int64_t>(value) ^ sign) - sign;
}

// A small floating-point format with a sign bit: ONNX's "Float stored in 8 bits" and "4 bit types".
struct SmallFloat {
  int exponent_bits, mantissa_bits, bias;
  enum { none, ieee, all_ones, negative_zero } specials;  // which codes are not finite
};

constexpr SmallFloat kE4M3FN{4, 3, 7, SmallFloat::all_ones};
constexpr SmallFloat kE4M3FNUZ{4, 3, 8, SmallFloat::negative_zero};
constexpr SmallFloat kE5M2{5, 2, 15, SmallFloat::ieee};
constexpr SmallFloat kE5M2FNUZ{5, 2, 16, SmallFloat::negative_zero};
constexpr SmallFloat kE2M1{2, 1, 1, SmallFloat::none};

float small_to_float(uint8_t code, const SmallFloat& format) {
  const int magnitude_bits = format.exponent_bits + format.mantissa_bits;
  const unsigned magnitude = code & ((1U << static_cast<unsigned>(magnitude_bits)) - 1U);
  const bool negative = (code >> static_cast<unsigned>(magnitude_bits)) != 0;
  const unsigned mantissa = magnitude & ((1U << static_cast<unsigned>(format.mantissa_bits)) - 1U);
  const auto exponent = static_cast<int>(magnitude >> static_cast<unsigned>(format.mantissa_bits));
  const int top = (1 << format.exponent_bits) - 1;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  if (format.specials == SmallFloat::negative_zero && negative && magnitude == 0) return nan;
  if (format.specials == SmallFloat::all_ones &&
      magnitude + 1 == (1U << static_cast<unsigned>(magnitude_bits)))
    return nan;
  float value = 0.0F;
  if (format.specials == SmallFloat::ieee && exponent == top) {
    value = mantissa != 0 ? nan : std::numeric_limits<float>::infinity();
  } else if (exponent == 0) {
    value = std::ldexp(static_cast<float>(mantissa), 1 - format.bias - format.mantissa_bits);
  } else {
    value = std::ldexp(
        static_cast<float>(mantissa + (1U << static_cast<unsigned>(format.mantissa_bits))),
        exponent - format.bias - format.mantissa_bits);
  }
  return negative ? -value : value;
}

// float8e8m0 is a power of two without a sign; 255 is NaN.
float e8m0_to_float(uint8_t code) {
  return code == 255 ? std::numeric_limits<float>::quiet_NaN() : std::ldexp(1.0F, code - 127);
}

template <typename Out, typename Read>
std::vector<Out> collect(int64_t count, Read read) {
  std::vector<Out> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); ++i) values[i] = read(i);
  return values;
}

template <typename T, typename Out>
std::vector<Out> cast_all(Input bytes, int64_t count) {
  return collect<Out>(count, [&](size_t i) { return static_cast<Out>(load<T>(bytes, i)); });
}

std::vector<float> small_floats(Input bytes, int64_t count, int bits, const SmallFloat& format) {
  return collect<float>(
      count, [&](size_t i) { return small_to_float(load_bits(bytes, i, bits), format); });
}

template <typename Out>
std::vector<Out> small_ints(Input bytes, int64_t count, int bits, bool is_signed) {
  return collect<Out>(count, [&](size_t i) {
    const uint8_t value = load_bits(bytes, i, bits);
    return static_cast<Out>(is_signed ? sign_extend(value, bits) : int64_t{value});
  });
}

// Integers and booleans; empty optional-like: returns false for other types.
template <typename Out>
bool read_integer_types(DType dtype, Input bytes, int64_t count, std::vector<Out>& out) {
  switch (dtype) {
    case DType::uint8:
      return out = cast_all<uint8_t, Out>(bytes, count), true;
    case DType::boolean:
      return out = collect<Out>(count, [&](size_t i) { return Out(load<uint8_t>(bytes, i) != 0); }),
             true;
    case DType::int8:
      return out = cast_all<int8_t, Out>(bytes, count), true;
    case DType::uint16:
      return out = cast_all<uint16_t, Out>(bytes, count), true;
    case DType::int16:
      return out = cast_all<int16_t, Out>(bytes, count), true;
    case DType::uint32:
      return out = cast_all<uint32_t, Out>(bytes, count), true;
    case DType::int32:
      return out = cast_all<int32_t, Out>(bytes, count), true;
    case DType::uint64:
      return out = cast_all<uint64_t, Out>(bytes, count), true;
    case DType::int64:
      return out = cast_all<int64_t, Out>(bytes, count), true;
    case DType::uint4:
      return out = small_ints<Out>(bytes, count, 4, false), true;
    case DType::int4:
      return out = small_ints<Out>(bytes, count, 4, true), true;
    case DType::uint2:
      return out = small_ints<Out>(bytes, count, 2, false), true;
    case DType::int2:
      return out = small_ints<Out>(bytes, count, 2, true), true;
    default:
      return false;
  }
}

}  // namespace

std::vector<float> read_floats(DType dtype, Input bytes, int64_t count) {
  std::vector<float> integers;
  if (read_integer_types(dtype, bytes, count, integers)) return integers;
  switch (dtype) {
    case DType::float32:
      return cast_all<float, float>(bytes, count);
    case DType::float64:
      return cast_all<double, float>(bytes, count);
    case DType::float16:
      return collect<float>(count,
                            [&](size_t i) { return half_to_float(load<uint16_t>(bytes, i)); });
    case DType::bfloat16:
      return collect<float>(count,
                            [&](size_t i) { return bfloat16_to_float(load<uint16_t>(bytes, i)); });
    case DType::float8e4m3fn:
      return small_floats(bytes, count, 8, kE4M3FN);
    case DType::float8e4m3fnuz:
      return small_floats(bytes, count, 8, kE4M3FNUZ);
    case DType::float8e5m2:
      return small_floats(bytes, count, 8, kE5M2);
    case DType::float8e5m2fnuz:
      return small_floats(bytes, count, 8, kE5M2FNUZ);
    case DType::float4e2m1:
      return small_floats(bytes, count, 4, kE2M1);
    case DType::float8e8m0:
      return collect<float>(count,
                            [&](size_t i) { return e8m0_to_float(load<uint8_t>(bytes, i)); });
    default:
      fail("elements of type {} cannot be read as numbers", dtype_name(dtype));
  }
}

std::vector<int64_t> read_ints(DType dtype, Input bytes, int64_t count) {
  std::vector<int64_t> values;
  if (!read_integer_types(dtype, bytes, count, values))
    fail("expected integers, got elements of type {}", dtype_name(dtype));
  if (dtype == DType::uint64) {
    for (const int64_t value : values) {
      if (value < 0) fail("{} does not fit a signed 64-bit number", static_cast<uint64_t>(value));
    }
  }
  return values;
}

}  // namespace sprint
