#include <array>

#include "kernels/pool/pool.h"
#include "kernels/pool/rows.h"

namespace sprint::kernels {

std::span<const PoolKernel> pool_kernels() {
  static const std::array kernels{pool_baseline(), pool_avx2(), pool_avx512_vnni()};
  return kernels;
}

const PoolKernel& pool_kernel(Isa isa) {
  const auto kernels = pool_kernels();
  size_t last = 0;
  for (size_t i = 1; i < kernels.size(); ++i) {
    if (kernels[i].isa <= isa) last = i;
  }
  return kernels[last];
}

}  // namespace sprint::kernels
