// Convolution in float: dense layers, 1x1, first layers, fully connected ones (an image of one
// pixel), any kernel, stride and dilation. Direct, as conv_u8s8 is.
#pragma once

#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/activation.h"
#include "kernels/aligned.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"

namespace sprint::kernels {

// [block of 16 output channels][tap][in_channel][16]; missing output channels have weight 0. Where
// taps of a kernel row lie side by side, a row is one tap of kernel_width * in_channels channels.
struct PackedConvF32 {
  ConvShape shape;
  bool merged_rows = false;
  AlignedVector<float> weights;
  AlignedVector<float> bias;  // per channel, rounded up to blocks
};

// `weights` is [out_channels][in_channels][kernel_height][kernel_width]; `bias` has one element per
// output channel or none. `dense_pixels`: the images will have pixel_stride == in_channels.
PackedConvF32 pack_conv_f32(const ConvShape& shape, std::span<const float> weights,
                            std::span<const float> bias, bool dense_pixels);

// Per channel of the output, behind a clamp or no activation: x * multiplier[c] + offset[c],
// rounded once or twice. Arrays have kReadSlack bytes of slack.
struct FloatAffine {
  const float* multiplier = nullptr;
  const float* offset = nullptr;
};

// affine(activation(sum + bias + residual)); `residual` and `affine` may be null.
struct FloatOutputStage {
  Activation activation;
  const Image<const float>* residual = nullptr;  // of the output's height, width and channels
  const FloatAffine* affine = nullptr;           // of ConvF32 alone
};

// Every tap of every output pixel lies in the view's memory; output.channels is out_channels.
// Elements behind the channels of a pixel are never multiplied (they may be NaN).
using ConvF32 = void (*)(const PackedConvF32& packed, const Image<const float>& input,
                         const Image<float>& output, const FloatOutputStage& stage);

struct ConvF32Kernel {
  Isa isa;
  ConvF32 run;
};

// Lowest level first; the first is the reference.
std::span<const ConvF32Kernel> conv_f32_kernels();
const ConvF32Kernel& conv_f32_kernel(Isa isa);

}  // namespace sprint::kernels
