// The kernels of the family, one per instruction set.
#pragma once

#include "kernels/depthwise_f32/depthwise_f32.h"

namespace sprint::kernels {

DepthwiseF32 depthwise_f32_reference();
DepthwiseF32 depthwise_f32_avx2();
DepthwiseF32 depthwise_f32_avx512_vnni();

}  // namespace sprint::kernels
