#include <array>

#include "kernels/elementwise_f32/isa_kernels.h"

namespace sprint::kernels {

std::span<const ElementwiseF32Kernel> elementwise_f32_kernels() {
  static const auto kernels = std::to_array<ElementwiseF32Kernel>({
      elementwise_f32_reference(),
      elementwise_f32_avx2(),
      elementwise_f32_avx512_vnni(),
  });
  return kernels;
}

const ElementwiseF32Kernel& elementwise_f32_kernel(Isa isa) {
  const auto kernels = elementwise_f32_kernels();
  const ElementwiseF32Kernel* best = &kernels.front();
  for (const ElementwiseF32Kernel& kernel : kernels)
    if (kernel.isa <= isa) best = &kernel;
  return *best;
}

}  // namespace sprint::kernels
