// NumPy's .npy files: one dense array each, as numpy.lib.format describes them.
#pragma once

#include <string>
#include <string_view>

#include "sprint/tensor.h"

namespace sprint {

// Reads an array of any fixed-size number type (bool, integers, float16 to float64, complex),
// format versions 1 to 3, little-endian. An array in Fortran order comes back in C order. Throws
// Error naming the file where it is not .npy, cut short or longer than its shape says, big-endian,
// or of another type (text, objects, records).
Tensor load_npy(const std::string& path);

// The same from memory; messages name no file.
Tensor parse_npy(std::string_view bytes);

// Writes `tensor` as format version 1. Throws Error where `path` cannot be written or NumPy has no
// such type (bfloat16, types under 8 bits, strings).
void save_npy(const std::string& path, const Tensor& tensor);

}  // namespace sprint
