#include "kernels/conv_f32/isa_kernels.h"
#include "kernels/conv_f32/run.h"
#include "kernels/elementwise_f32/isa_kernels.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

// 12 sums, 2 weights and a pixel fit 16 registers.
struct Vectors : Vectors256 {
  static constexpr int kTileVectors = 2;
  static constexpr int32_t max_pixels(int32_t vectors) { return vectors > kTileVectors ? 1 : 6; }
};

void convolve(const PackedConvF32& packed, const Image<const float>& input,
              const Image<float>& output, const FloatOutputStage& stage) {
  run<Vectors>(packed, input, output, stage, elementwise_f32_avx2().activate);
}

}  // namespace

ConvF32 conv_f32_avx2() { return convolve; }

}  // namespace sprint::kernels
