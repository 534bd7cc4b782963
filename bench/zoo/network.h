// Builds an image classifier layer by layer, in the form in which PyTorch exports one: opset 13,
// BatchNormalization in place, weights under the names of their modules.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "ir/edit.h"
#include "ir/model.h"

namespace sprint::zoo {

using ir::ValueId;

struct ConvOptions {
  int stride = 1;
  int groups = 1;
  bool bias = false;
  int pad = -1;  // below 0: half the kernel, which keeps the size at stride 1
};

// Weights are drawn from a normal-like distribution that `seed` and their order decide, with the
// variance 2 / fan-in of He et al. (Delving deep into rectifiers, 2015).
class Network {
 public:
  // A network with the input "input", float32 [1, 3, 224, 224].
  Network(std::string name, uint64_t seed);

  ValueId input() const { return model_.graph.inputs.front(); }
  int channels(ValueId value) const { return channels_.at(value); }

  // `name` is that of the module: its weight becomes NAME.weight.
  ValueId conv(ValueId x, const std::string& name, int out_channels, int kernel,
               ConvOptions options = {});
  ValueId batch_norm(ValueId x, const std::string& name);
  ValueId linear(ValueId x, const std::string& name, int out_features);

  ValueId relu(ValueId x) { return unary("Relu", x); }
  ValueId relu6(ValueId x);
  ValueId sigmoid(ValueId x) { return unary("Sigmoid", x); }
  ValueId hard_sigmoid(ValueId x);
  ValueId silu(ValueId x) { return mul(x, sigmoid(x)); }
  ValueId hard_swish(ValueId x) { return mul(x, hard_sigmoid(x)); }

  ValueId add(ValueId a, ValueId b) { return binary("Add", a, b); }
  ValueId mul(ValueId a, ValueId b) { return binary("Mul", a, b); }
  ValueId concat(const std::vector<ValueId>& parts);
  std::vector<ValueId> split_in_half(ValueId x);
  // Takes turns between the two halves of the channels of a map of side `side`.
  ValueId shuffle(ValueId x, int side);

  ValueId max_pool(ValueId x, int kernel, int stride, int pad, bool ceil = false);
  ValueId global_average_pool(ValueId x) { return unary("GlobalAveragePool", x); }
  ValueId flatten(ValueId x) { return unary("Flatten", x); }

  // The model with the output "logits", float32 [1, 1000].
  ir::Model finish(ValueId logits) &&;

 private:
  ValueId unary(const std::string& op, ValueId x) { return node(op, {x}, channels(x)); }
  ValueId binary(const std::string& op, ValueId a, ValueId b);
  ValueId node(const std::string& op, std::vector<ValueId> inputs, int channels,
               std::vector<ir::Attribute> attributes = {});
  ValueId weights(const std::string& name, std::vector<int64_t> dims, double mean,
                  double deviation);
  ValueId integers(const std::string& name, std::vector<int64_t> values);
  float random_normal();

  ir::Model model_;
  uint64_t state_;
  int nodes_ = 0;
  std::unordered_map<ValueId, int> channels_;
};

}  // namespace sprint::zoo
