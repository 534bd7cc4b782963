#include <array>

#include "kernels/elementwise_u8/elementwise_u8.h"
#include "kernels/elementwise_u8/rows.h"

namespace sprint::kernels {

std::span<const ElementwiseU8Kernel> elementwise_u8_kernels() {
  static const std::array kernels{elementwise_u8_baseline(), elementwise_u8_avx2(),
                                  elementwise_u8_avx512_vnni()};
  return kernels;
}

const ElementwiseU8Kernel& elementwise_u8_kernel(Isa isa) {
  const auto kernels = elementwise_u8_kernels();
  size_t last = 0;
  for (size_t i = 1; i < kernels.size(); ++i) {
    if (kernels[i].isa <= isa) last = i;
  }
  return kernels[last];
}

}  // namespace sprint::kernels
