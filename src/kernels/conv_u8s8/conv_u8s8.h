// Convolution of unsigned 8-bit images with signed 8-bit weights, exact in int32: dense layers,
// 1x1, 3x3, first layers, fully connected ones (an image of one pixel), any kernel, stride and
// dilation. Direct: reads the image in place through the offsets of the taps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/isa.h"
#include "kernels/aligned.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"
#include "kernels/output_stage.h"

namespace sprint::kernels {

// Weights in the order that every instruction set reads: blocks of 16 output channels, in a block
// the taps row by row, in a tap groups of 4 input channels, in a group 16 x 4 weights: [block][tap]
// [group][16][4]. Missing channels have weight 0. Where taps of a kernel row lie side by side
// (dilation_x 1 and an image whose pixel_stride is in_channels), a row is one tap of kernel_width *
// in_channels channels.
struct PackedConvU8S8 {
  ConvShape shape;
  bool merged_rows = false;  // taps are whole kernel rows
  AlignedVector<int8_t> weights;
  AlignedVector<int32_t> bias;  // per channel, rounded up to blocks; includes -zero_point * sum
                                // of the channel's weights
};

// `weights` is [out_channels][in_channels][kernel_height][kernel_width]; `bias` has one element per
// output channel or none. `dense_pixels`: the images will have pixel_stride == in_channels.
PackedConvU8S8 pack_conv_u8s8(const ConvShape& shape, std::span<const int8_t> weights,
                              std::span<const int32_t> bias, int32_t input_zero_point,
                              bool dense_pixels);

// All of: every tap of every output pixel lies in the view's memory; output.channels is
// out_channels; arrays of `stage` have out_channels elements and kReadSlack bytes of slack;
// the output overlaps no other image.
using ConvU8S8 = void (*)(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
                          const Image<uint8_t>& output, const OutputStage& stage);
// The sums themselves (ConvInteger), and scaled: float(acc) * multiplier[c] (+ offset[c] unless
// null, after the product is rounded).
using ConvU8S8ToInt = void (*)(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
                               const Image<int32_t>& output);
using ConvU8S8ToFloat = void (*)(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
                                 const Image<float>& output, const float* multiplier,
                                 const float* offset);

struct ConvU8S8Kernel {
  Isa isa;
  ConvU8S8 to_u8;
  ConvU8S8ToInt to_int;
  ConvU8S8ToFloat to_float;
};

// Lowest level first; the first is the reference.
std::span<const ConvU8S8Kernel> conv_u8s8_kernels();
// The last one whose level is at most `isa`.
const ConvU8S8Kernel& conv_u8s8_kernel(Isa isa);

}  // namespace sprint::kernels
