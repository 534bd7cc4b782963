// What numbers a model computes with, in a word.
#pragma once

#include "ir/model.h"

namespace sprint::verify {

// "INT8" where a node works on quantized tensors, else "FP16" where a constant holds half
// precision, else "FP32".
const char* precision_name(const ir::Model& model);

}  // namespace sprint::verify
