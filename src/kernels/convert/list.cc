#include <array>

#include "kernels/convert/convert.h"
#include "kernels/convert/rows.h"

namespace sprint::kernels {

std::span<const ConvertKernel> convert_kernels() {
  static const std::array kernels{convert_baseline(), convert_avx2(), convert_avx512_vnni()};
  return kernels;
}

const ConvertKernel& convert_kernel(Isa isa) {
  const auto kernels = convert_kernels();
  size_t last = 0;
  for (size_t i = 1; i < kernels.size(); ++i) {
    if (kernels[i].isa <= isa) last = i;
  }
  return kernels[last];
}

}  // namespace sprint::kernels
