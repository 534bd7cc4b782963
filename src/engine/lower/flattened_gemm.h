// Gemm of flattened images.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/lowering.h"

namespace sprint::engine {

// Lowers the Gemm or QGemm that alone takes the result of `reshape`, images [batch, channels,
// height, width] as rows [batch, channels * height * width]: a convolution whose kernel is as large
// as the image reads them channels last, as they are. False, with nothing done, where that is not
// what follows.
bool fuse_flattened_gemm(Lowering& plan, const ir::Node& reshape, const std::vector<int64_t>& rows);

}  // namespace sprint::engine
