#include "kernels/depthwise_f32/isa_kernels.h"
#include "kernels/depthwise_f32/run.h"
#include "kernels/elementwise_f32/isa_kernels.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

// Two rows of 8 sums, 9 weights and a vector of the input fit 32 registers.
struct Vectors : Vectors512 {
  static constexpr int kMaxPixels = 8;
};

void convolve(const PackedDepthwiseF32& packed, const Image<const float>& input,
              const Image<float>& output, const FloatOutputStage& stage) {
  run<Vectors>(packed, input, output, stage, elementwise_f32_avx512_vnni().activate);
}

}  // namespace

DepthwiseF32 depthwise_f32_avx512_vnni() { return convolve; }

}  // namespace sprint::kernels
