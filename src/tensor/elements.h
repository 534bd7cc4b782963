// Elements of any type, read from bytes of any alignment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sprint/tensor.h"

namespace sprint {

// The first `count` elements at `bytes`, little-endian, types under 8 bits packed low bits first,
// as float: exact where float can hold them. Requires byte_size(dtype, count) bytes. Throws Error
// for strings and complex numbers.
std::vector<float> read_floats(DType dtype, std::span<const std::byte> bytes, int64_t count);

// The same for integer and boolean types, as int64. Throws Error for other types, and where a
// uint64 does not fit.
std::vector<int64_t> read_ints(DType dtype, std::span<const std::byte> bytes, int64_t count);

}  // namespace sprint
