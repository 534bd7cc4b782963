#include "kernels/conv_u8s8/kernels.h"

namespace sprint::kernels {

std::span<const ConvU8S8Kernel> conv_u8s8_kernels() {
  static const ConvU8S8Kernel kernels[] = {conv_u8s8_reference, conv_u8s8_avx2, conv_u8s8_avx_vnni,
                                           conv_u8s8_avx512_vnni};
  return kernels;
}

const ConvU8S8Kernel& conv_u8s8_kernel(Isa isa) {
  const auto kernels = conv_u8s8_kernels();
  const ConvU8S8Kernel* best = &kernels.front();
  for (const ConvU8S8Kernel& kernel : kernels) {
    if (kernel.isa <= isa) best = &kernel;
  }
  return *best;
}

}  // namespace sprint::kernels
