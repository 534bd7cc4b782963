// How messages write the type and shape of a tensor.
#pragma once

#include <span>
#include <string>

#include "sprint/tensor.h"

namespace sprint::data {

// "float32 [?, 3, 224, 224]"; open dimensions (below 0) are "?".
std::string spec_text(DType dtype, std::span<const int64_t> dims);

}  // namespace sprint::data
