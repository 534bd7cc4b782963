// The kernels of the family, one per instruction set.
#pragma once

#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::kernels {

ElementwiseF32Kernel elementwise_f32_reference();
ElementwiseF32Kernel elementwise_f32_avx2();
ElementwiseF32Kernel elementwise_f32_avx512_vnni();

}  // namespace sprint::kernels
