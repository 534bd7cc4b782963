// Gives a network of random weights the running statistics that training would have left.
#pragma once

#include <cstdint>

#include "ir/model.h"
#include "sprint/tensor.h"

namespace sprint::zoo {

// A picture-like input, float32 [1, 3, 224, 224]: noise of several coarsenesses on top of each
// other, about zero mean and unit variance.
Tensor random_picture(uint64_t seed);

// Sets mean and variance of every BatchNormalization to those of its input over a few pictures, and
// scales and shifts the last layer so that no class stands out: a Gemm gives logits of mean 0 per
// class and deviation 2, a Conv maps of mean 0 and variance 1. Needs ONNX Runtime.
ir::Model calibrate_statistics(ir::Model model);

}  // namespace sprint::zoo
