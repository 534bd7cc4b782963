// Means of what integers stand for.
#pragma once

#include "engine/lowering.h"

namespace sprint::engine {

// Where DequantizeLinear's result, of an image that is channels_last, is used by GlobalAveragePool
// alone, adds one step for both and returns true.
bool fuse_global_mean(Lowering& plan, const ir::Node& dequantize);

}  // namespace sprint::engine
