// Whether an output stage comes down to a product that is rounded.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/output_stage.h"

namespace sprint::kernels {

// What the first stage of `stage` allows for sums of `channels` output channels and whatever input:
//   - simple: low is 0, high 255, and rounded products have less than 31 bits;
//   - rectified: the zero point is 0 as well, no multiplier is negative and no sum reaches 2^23.
// `weights` are packed in blocks of 16 channels, in a block groups of [16][4]; `bias` has one
// element per channel at least.
Shortcut shortcut_of(std::span<const int8_t> weights, std::span<const int32_t> bias,
                     int32_t channels, const OutputStage& stage);

// Takes the shortcut: sums begin where it has them.
void take(Shortcut shortcut, std::span<int32_t> bias);

}  // namespace sprint::kernels
