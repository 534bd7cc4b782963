// Where the float weights of a model lie that quantization leaves as they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ir/model.h"

namespace sprint::quantization {

// A node that takes constant float weights: tensors of rank 2 or higher.
struct FloatWeights {
  std::string node;    // "node 'm' (MatMul)", with the node that its body belongs to
  std::string reason;  // why it stays float
  uint64_t elements = 0;
};

// All such nodes that stay float, in the graph and in the bodies of its nodes, those with the most
// elements first. `done` marks nodes of the main graph that are none of them.
std::vector<FloatWeights> float_weights(const ir::Model& model, const std::vector<bool>& done);

// "node 'rnn' (LSTM): 3904, no integer kernel; ...": the first few.
std::string describe(const std::vector<FloatWeights>& weights);

}  // namespace sprint::quantization
