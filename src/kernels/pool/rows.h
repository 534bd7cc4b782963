// The rows of the list of kernels, one per instruction set.
#pragma once

#include "kernels/pool/pool.h"

namespace sprint::kernels {

PoolKernel pool_baseline();
PoolKernel pool_avx2();
PoolKernel pool_avx512_vnni();

}  // namespace sprint::kernels
