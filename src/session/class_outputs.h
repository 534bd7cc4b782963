// Which outputs of a model name classes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sprint/tensor.h"

namespace sprint::session {

// The indices of the outputs of one sample that give one number per class: at least two numbers,
// and no other dimension than the classes above 1, as [1, 1000] or [1, 1000, 1, 1].
std::vector<size_t> class_outputs(std::span<const Tensor> outputs);

}  // namespace sprint::session
