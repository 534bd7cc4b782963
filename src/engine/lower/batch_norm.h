// BatchNormalization in inference (ONNX operator spec): a multiplication and addition per channel.
#pragma once

#include "engine/lowering.h"
#include "kernels/aligned.h"

namespace sprint::engine {

// x * slope[c] + offset[c]; both with kernels::kReadSlack bytes of slack.
struct BatchNorm {
  kernels::AlignedVector<float> slope, offset;
};

// Throws Error where the node's constants do not fit `channels`.
BatchNorm read_batch_norm(const Lowering& plan, const ir::Node& node, int64_t channels);

}  // namespace sprint::engine
