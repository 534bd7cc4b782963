// The tensors that enter a model: checked against what it takes, or made up.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sprint/session.h"

namespace sprint::session {

// Throws Error naming the input, what was expected and what was given, where the tensors do not fit
// the model's inputs in number, type or shape. A spec without dimensions takes any shape: it is a
// scalar or of unknown rank, which the runtime tells apart.
void check_inputs(const std::vector<TensorSpec>& specs, std::span<const Tensor> tensors);

// Shapes for inputs by name.
using InputShapes = std::map<std::string, std::vector<int64_t>>;
// "x [1, 3, 224, 224], mask [1, 8]".
std::string shapes_text(const InputShapes& shapes);

// Throws Error naming the input where a tensor of that shape does not fit it.
void check_shape(const TensorSpec& spec, const std::vector<int64_t>& dims);

// One tensor per input with values drawn from `seed`, the same on every machine: floats even in
// [0, 1), 8-bit integers over their whole range, other integers and booleans 0 or 1 (as they are
// often indices or masks). Open dimensions are 1 unless `shapes` gives the whole shape. Throws
// Error where a shape does not fit the model or names no input.
std::vector<Tensor> random_inputs(const std::vector<TensorSpec>& specs,
                                  const InputShapes& shapes = {}, uint64_t seed = 0);

}  // namespace sprint::session
