#include <array>

#include "kernels/conv_f32/isa_kernels.h"

namespace sprint::kernels {

std::span<const ConvF32Kernel> conv_f32_kernels() {
  static const auto kernels = std::to_array<ConvF32Kernel>({
      {Isa::baseline, conv_f32_reference()},
      {Isa::avx2, conv_f32_avx2()},
      {Isa::avx512_vnni, conv_f32_avx512_vnni()},
  });
  return kernels;
}

const ConvF32Kernel& conv_f32_kernel(Isa isa) {
  const auto kernels = conv_f32_kernels();
  const ConvF32Kernel* best = &kernels.front();
  for (const ConvF32Kernel& kernel : kernels)
    if (kernel.isa <= isa) best = &kernel;
  return *best;
}

}  // namespace sprint::kernels
