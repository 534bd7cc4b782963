#include "kernels/depthwise_f32/isa_kernels.h"
#include "kernels/depthwise_f32/run.h"
#include "kernels/elementwise_f32/isa_kernels.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

// Two rows of 4 sums and a vector of the input leave 7 of 16 registers for weights.
struct Vectors : Vectors256 {
  static constexpr int kMaxPixels = 4;
};

void convolve(const PackedDepthwiseF32& packed, const Image<const float>& input,
              const Image<float>& output, const FloatOutputStage& stage) {
  run<Vectors>(packed, input, output, stage, elementwise_f32_avx2().activate);
}

}  // namespace

DepthwiseF32 depthwise_f32_avx2() { return convolve; }

}  // namespace sprint::kernels
