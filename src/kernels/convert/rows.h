// The rows of the list of kernels, one per instruction set.
#pragma once

#include "kernels/convert/convert.h"

namespace sprint::kernels {

ConvertKernel convert_baseline();
ConvertKernel convert_avx2();
ConvertKernel convert_avx512_vnni();

}  // namespace sprint::kernels
