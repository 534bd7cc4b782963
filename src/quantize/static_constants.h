// The weights, biases and other float constants of a static plan as integer constants behind
// DequantizeLinear.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "ir/model.h"
#include "quantize/graph_writer.h"
#include "quantize/plan.h"
#include "quantize/weights.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

class StaticConstants {
 public:
  // `input_scales`: per node of `graph`, the scale of its input 0; unused for nodes without weight.
  StaticConstants(ir::Graph& graph, GraphWriter& writer, const Plan& plan,
                  const std::vector<float>& input_scales, const QuantizeOptions& options);

  // Input `index` of integer node number `i`, dequantized: its weight, its bias or a float constant
  // of an elementwise node; kNoValue where the input is none of these. A constant is quantized once
  // for all its users, but a bias for each: its scale is that of the user's input and weight. Ask
  // for the weight before the bias.
  ir::ValueId dequantized(size_t i, const ir::Node& node, size_t index);

  // To be called once for every input of a node that takes a dequantized constant, after its last
  // input: frees a float constant that nobody needs any more.
  void release(ir::ValueId id);

 private:
  struct Dequantized {
    ir::ValueId output = ir::kNoValue;
    ir::ConstantPtr scales;
  };
  // A weight, and the axis of its channels or -1.
  using WeightKey = std::pair<ir::ValueId, int>;

  WeightKey weight_key(size_t i, const ir::Node& node) const;
  void raise_least_scales(size_t i, const ir::Node& node);
  ir::ValueId weight(const WeightKey& key);
  ir::ValueId bias(size_t i, const ir::Node& node);
  ir::ValueId constant(ir::ValueId id);
  Dequantized add(ir::ValueId id, QuantizedConstant quantized);

  ir::Graph& graph_;
  GraphWriter& writer_;
  const Plan& plan_;
  const std::vector<float>& input_scales_;
  const bool per_channel_;
  const Scheme activation_scheme_, weight_scheme_;
  std::map<WeightKey, std::vector<float>> least_scales_;  // over the biases of all users
  std::map<WeightKey, Dequantized> weights_;
  std::map<ir::ValueId, Dequantized> constants_;
  std::vector<int32_t> users_left_;  // per value
};

}  // namespace sprint::quantization
