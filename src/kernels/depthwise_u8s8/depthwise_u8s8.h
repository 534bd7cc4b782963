// Depthwise convolution of unsigned 8-bit images with signed 8-bit weights, exact in int32: output
// channel c sees input channel c alone.
#pragma once

#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/aligned.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"
#include "kernels/output_stage.h"

namespace sprint::kernels {

// shape.in_channels and shape.out_channels are both the number of channels.
struct PackedDepthwiseU8S8 {
  ConvShape shape;
  AlignedVector<int8_t> weights;  // layout documented where it is packed
  AlignedVector<int32_t> bias;    // includes -zero_point * sum of the channel's weights
};

// `weights` is [channels][kernel_height][kernel_width]; `bias` one element per channel or none.
PackedDepthwiseU8S8 pack_depthwise_u8s8(const ConvShape& shape, std::span<const int8_t> weights,
                                        std::span<const int32_t> bias, int32_t input_zero_point);

// The same contract as ConvU8S8. Some results are computed and stored twice.
using DepthwiseU8S8 = void (*)(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                               const Image<uint8_t>& output, const OutputStage& stage);

struct DepthwiseU8S8Kernel {
  Isa isa;
  DepthwiseU8S8 to_u8;
};

std::span<const DepthwiseU8S8Kernel> depthwise_u8s8_kernels();
const DepthwiseU8S8Kernel& depthwise_u8s8_kernel(Isa isa);

}  // namespace sprint::kernels
