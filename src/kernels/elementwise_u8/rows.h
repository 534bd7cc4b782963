// The rows of the list of kernels, one per instruction set.
#pragma once

#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::kernels {

ElementwiseU8Kernel elementwise_u8_baseline();
ElementwiseU8Kernel elementwise_u8_avx2();
ElementwiseU8Kernel elementwise_u8_avx512_vnni();

}  // namespace sprint::kernels
