#include "ops/same_type.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sprint::ops {
namespace {

constexpr size_t kAll = 1000;

// Inputs first .. first + inputs - 1 and the first `outputs` outputs.
struct Tie {
  std::string_view op_type;
  size_t first, inputs, outputs;
};

constexpr std::array kTies = std::to_array<Tie>({
    // all inputs and the output
    {"Add", 0, kAll, 1},
    {"BatchNormalization", 0, kAll, 1},
    {"Clip", 0, kAll, 1},
    {"Concat", 0, kAll, 1},
    {"Conv", 0, kAll, 1},
    {"ConvTranspose", 0, kAll, 1},
    {"Div", 0, kAll, 1},
    {"Einsum", 0, kAll, 1},
    {"Gemm", 0, kAll, 1},
    {"InstanceNormalization", 0, kAll, 1},
    {"MatMul", 0, kAll, 1},
    {"Max", 0, kAll, 1},
    {"Mean", 0, kAll, 1},
    {"Min", 0, kAll, 1},
    {"Mul", 0, kAll, 1},
    {"PRelu", 0, kAll, 1},
    {"Sub", 0, kAll, 1},
    {"Sum", 0, kAll, 1},
    // some of them
    {"Pow", 0, 1, 1},
    {"Where", 1, 2, 1},
    // compared with each other
    {"Equal", 0, kAll, 0},
    {"Greater", 0, kAll, 0},
    {"GreaterOrEqual", 0, kAll, 0},
    {"Less", 0, kAll, 0},
    {"LessOrEqual", 0, kAll, 0},
    // the first input and the outputs
    {"Abs", 0, 1, 1},
    {"AveragePool", 0, 1, 1},
    {"DepthToSpace", 0, 1, 1},
    {"Dropout", 0, 1, 1},
    {"Elu", 0, 1, 1},
    {"Erf", 0, 1, 1},
    {"Exp", 0, 1, 1},
    {"Expand", 0, 1, 1},
    {"Flatten", 0, 1, 1},
    {"Gather", 0, 1, 1},
    {"Gelu", 0, 1, 1},
    {"GlobalAveragePool", 0, 1, 1},
    {"GlobalMaxPool", 0, 1, 1},
    {"HardSigmoid", 0, 1, 1},
    {"HardSwish", 0, 1, 1},
    {"Identity", 0, 1, 1},
    {"LayerNormalization", 0, 1, 1},
    {"LeakyRelu", 0, 1, 1},
    {"Log", 0, 1, 1},
    {"LogSoftmax", 0, 1, 1},
    {"MaxPool", 0, 1, 1},
    {"Neg", 0, 1, 1},
    {"Pad", 0, 1, 1},
    {"Reciprocal", 0, 1, 1},
    {"ReduceMax", 0, 1, 1},
    {"ReduceMean", 0, 1, 1},
    {"ReduceMin", 0, 1, 1},
    {"ReduceSum", 0, 1, 1},
    {"Relu", 0, 1, 1},
    {"Reshape", 0, 1, 1},
    {"Resize", 0, 1, 1},
    {"Selu", 0, 1, 1},
    {"Sigmoid", 0, 1, 1},
    {"Slice", 0, 1, 1},
    {"Softmax", 0, 1, 1},
    {"Softplus", 0, 1, 1},
    {"SpaceToDepth", 0, 1, 1},
    {"Split", 0, 1, kAll},
    {"Sqrt", 0, 1, 1},
    {"Squeeze", 0, 1, 1},
    {"Tanh", 0, 1, 1},
    {"Tile", 0, 1, 1},
    {"Transpose", 0, 1, 1},
    {"Unsqueeze", 0, 1, 1},
});

}  // namespace

std::vector<ir::ValueId> same_type_values(const ir::Node& node) {
  std::vector<ir::ValueId> values;
  const auto* tie = std::ranges::find(kTies, node.op_type, &Tie::op_type);
  if (tie == kTies.end() || !node.domain.empty()) return values;
  for (size_t i = tie->first; i < std::min(node.inputs.size(), tie->first + tie->inputs); ++i) {
    if (node.inputs[i] != ir::kNoValue) values.push_back(node.inputs[i]);
  }
  for (size_t i = 0; i < std::min(node.outputs.size(), tie->outputs); ++i) {
    if (node.outputs[i] != ir::kNoValue) values.push_back(node.outputs[i]);
  }
  return values;
}

}  // namespace sprint::ops
