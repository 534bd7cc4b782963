// The kernels of the family, one per instruction set.
#pragma once

#include "kernels/conv_f32/conv_f32.h"

namespace sprint::kernels {

ConvF32 conv_f32_reference();
ConvF32 conv_f32_avx2();
ConvF32 conv_f32_avx512_vnni();

}  // namespace sprint::kernels
