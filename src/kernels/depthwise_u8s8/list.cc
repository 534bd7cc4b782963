#include <array>

#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"

namespace sprint::kernels {

std::span<const DepthwiseU8S8Kernel> depthwise_u8s8_kernels() {
  static const std::array kernels{depthwise_u8s8_baseline(), depthwise_u8s8_avx2(),
                                  depthwise_u8s8_avx_vnni(), depthwise_u8s8_avx512_vnni()};
  return kernels;
}

const DepthwiseU8S8Kernel& depthwise_u8s8_kernel(Isa isa) {
  const auto kernels = depthwise_u8s8_kernels();
  size_t last = 0;
  for (size_t i = 1; i < kernels.size(); ++i) {
    if (kernels[i].isa <= isa) last = i;
  }
  return kernels[last];
}

}  // namespace sprint::kernels
