// The rows of the list of kernels, one per instruction set, and the layout of weights.
#pragma once

#include "kernels/depthwise_u8s8/depthwise_u8s8.h"

namespace sprint::kernels {

// Where weights lie: blocks of 16 channels, in a block groups of 4 kernel rows, in a group the
// kernel columns, in a column 16 x 4 weights: [block][row group][column][16][4]. Missing channels
// and rows have weight 0.
size_t depthwise_u8s8_weight(const ConvShape& shape, int32_t channel, int32_t row, int32_t column);

DepthwiseU8S8Kernel depthwise_u8s8_baseline();
DepthwiseU8S8Kernel depthwise_u8s8_avx2();
DepthwiseU8S8Kernel depthwise_u8s8_avx_vnni();
DepthwiseU8S8Kernel depthwise_u8s8_avx512_vnni();

}  // namespace sprint::kernels
