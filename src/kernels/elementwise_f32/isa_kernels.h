// The kernels of the family, one per instruction set. References to constants, so that calling
// these executes no instruction of the set.
#pragma once

#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::kernels {

const ElementwiseF32Kernel& elementwise_f32_reference();
const ElementwiseF32Kernel& elementwise_f32_avx2();
const ElementwiseF32Kernel& elementwise_f32_avx512_vnni();

}  // namespace sprint::kernels
