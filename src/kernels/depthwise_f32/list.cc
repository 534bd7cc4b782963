#include <array>

#include "kernels/depthwise_f32/isa_kernels.h"

namespace sprint::kernels {

std::span<const DepthwiseF32Kernel> depthwise_f32_kernels() {
  static const auto kernels = std::to_array<DepthwiseF32Kernel>({
      {Isa::baseline, depthwise_f32_reference()},
      {Isa::avx2, depthwise_f32_avx2()},
      {Isa::avx512_vnni, depthwise_f32_avx512_vnni()},
  });
  return kernels;
}

const DepthwiseF32Kernel& depthwise_f32_kernel(Isa isa) {
  const auto kernels = depthwise_f32_kernels();
  const DepthwiseF32Kernel* best = &kernels.front();
  for (const DepthwiseF32Kernel& kernel : kernels)
    if (kernel.isa <= isa) best = &kernel;
  return *best;
}

}  // namespace sprint::kernels
