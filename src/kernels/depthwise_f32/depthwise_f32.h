// Depthwise convolution in float.
#pragma once

#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/aligned.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"

namespace sprint::kernels {

struct PackedDepthwiseF32 {
  ConvShape shape;               // in_channels and out_channels are both the number of channels
  AlignedVector<float> weights;  // [tap][channels, rounded up to 16]
  AlignedVector<float> bias;     // rounded up to 16
};

// `weights` is [channels][kernel_height][kernel_width]; `bias` one element per channel or none.
PackedDepthwiseF32 pack_depthwise_f32(const ConvShape& shape, std::span<const float> weights,
                                      std::span<const float> bias);

using DepthwiseF32 = void (*)(const PackedDepthwiseF32& packed, const Image<const float>& input,
                              const Image<float>& output, const FloatOutputStage& stage);

struct DepthwiseF32Kernel {
  Isa isa;
  DepthwiseF32 run;
};

std::span<const DepthwiseF32Kernel> depthwise_f32_kernels();
const DepthwiseF32Kernel& depthwise_f32_kernel(Isa isa);

}  // namespace sprint::kernels
