// Whether an output stage comes down to one multiplication and addition per sum.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/output_stage.h"

namespace sprint::kernels {

// Whether the first stage of `stage`, for sums of `channels` output channels and whatever input,
//   - needs no bounds but those of uint8: low is 0, high 255, and rounded products are of 15 bits,
//   - may add the zero point before it rounds: it is even, so that ties go the same way.
// `weights` are packed in blocks of 16 channels, in a block groups of [16][4]; `bias` has one
// element per channel at least.
bool is_simple(std::span<const int8_t> weights, std::span<const int32_t> bias, int32_t channels,
               const OutputStage& stage);

}  // namespace sprint::kernels
