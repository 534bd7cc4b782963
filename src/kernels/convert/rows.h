// The rows of the list of kernels, one per instruction set.
#pragma once

#include "kernels/convert/convert.h"

namespace sprint::kernels {

ConvertKernel convert_baseline();

}  // namespace sprint::kernels
