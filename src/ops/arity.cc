#include "ops/arity.h"

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace sprint::ops {
namespace {

constexpr size_t kMany = std::numeric_limits<size_t>::max();

// By name. Inputs that older versions have as attributes are not required; so are outputs of which
// runtimes let any be left out.
constexpr Arity kArities[] = {
    {"Abs", 1, 1, 1, 1},
    {"Acos", 1, 1, 1, 1},
    {"Acosh", 1, 1, 1, 1},
    {"Add", 2, 2, 1, 1},
    {"And", 2, 2, 1, 1},
    {"ArgMax", 1, 1, 1, 1},
    {"ArgMin", 1, 1, 1, 1},
    {"Asin", 1, 1, 1, 1},
    {"Asinh", 1, 1, 1, 1},
    {"Atan", 1, 1, 1, 1},
    {"Atanh", 1, 1, 1, 1},
    {"AveragePool", 1, 1, 1, 1},
    {"BatchNormalization", 5, 5, 1, 5},
    {"Bernoulli", 1, 1, 1, 1},
    {"BitShift", 2, 2, 1, 1},
    {"BitwiseAnd", 2, 2, 1, 1},
    {"BitwiseNot", 1, 1, 1, 1},
    {"BitwiseOr", 2, 2, 1, 1},
    {"BitwiseXor", 2, 2, 1, 1},
    {"Cast", 1, 1, 1, 1},
    {"CastLike", 2, 2, 1, 1},
    {"Ceil", 1, 1, 1, 1},
    {"Celu", 1, 1, 1, 1},
    {"Clip", 1, 3, 1, 1},
    {"Compress", 2, 2, 1, 1},
    {"Concat", 1, kMany, 1, 1},
    {"Constant", 0, 0, 1, 1},
    {"ConstantOfShape", 1, 1, 1, 1},
    {"Conv", 2, 3, 1, 1},
    {"ConvInteger", 2, 4, 1, 1},
    {"ConvTranspose", 2, 3, 1, 1},
    {"Cos", 1, 1, 1, 1},
    {"Cosh", 1, 1, 1, 1},
    {"CumProd", 2, 2, 1, 1},
    {"CumSum", 2, 2, 1, 1},
    {"DFT", 1, 3, 1, 1},
    {"DeformConv", 3, 5, 1, 1},
    {"DepthToSpace", 1, 1, 1, 1},
    {"DequantizeLinear", 2, 3, 1, 1},
    {"Div", 2, 2, 1, 1},
    {"Dropout", 1, 3, 1, 2},
    {"DynamicQuantizeLinear", 1, 1, 3, 3},
    {"Einsum", 1, kMany, 1, 1},
    {"Elu", 1, 1, 1, 1},
    {"Equal", 2, 2, 1, 1},
    {"Erf", 1, 1, 1, 1},
    {"Exp", 1, 1, 1, 1},
    {"Expand", 2, 2, 1, 1},
    {"EyeLike", 1, 1, 1, 1},
    {"Flatten", 1, 1, 1, 1},
    {"Floor", 1, 1, 1, 1},
    {"GRU", 3, 6, 0, 2},
    {"Gather", 2, 2, 1, 1},
    {"GatherElements", 2, 2, 1, 1},
    {"GatherND", 2, 2, 1, 1},
    {"Gelu", 1, 1, 1, 1},
    {"Gemm", 2, 3, 1, 1},
    {"GlobalAveragePool", 1, 1, 1, 1},
    {"GlobalLpPool", 1, 1, 1, 1},
    {"GlobalMaxPool", 1, 1, 1, 1},
    {"Greater", 2, 2, 1, 1},
    {"GreaterOrEqual", 2, 2, 1, 1},
    {"GridSample", 2, 2, 1, 1},
    {"GroupNormalization", 3, 3, 1, 1},
    {"HardSigmoid", 1, 1, 1, 1},
    {"HardSwish", 1, 1, 1, 1},
    {"Hardmax", 1, 1, 1, 1},
    {"Identity", 1, 1, 1, 1},
    {"If", 1, 1, 0, kMany},
    {"InstanceNormalization", 3, 3, 1, 1},
    {"IsInf", 1, 1, 1, 1},
    {"IsNaN", 1, 1, 1, 1},
    {"LRN", 1, 1, 1, 1},
    {"LSTM", 3, 8, 0, 3},
    {"LayerNormalization", 2, 3, 1, 3},
    {"LeakyRelu", 1, 1, 1, 1},
    {"Less", 2, 2, 1, 1},
    {"LessOrEqual", 2, 2, 1, 1},
    {"Log", 1, 1, 1, 1},
    {"LogSoftmax", 1, 1, 1, 1},
    {"Loop", 0, kMany, 0, kMany},
    {"LpNormalization", 1, 1, 1, 1},
    {"LpPool", 1, 1, 1, 1},
    {"MatMul", 2, 2, 1, 1},
    {"MatMulInteger", 2, 4, 1, 1},
    {"Max", 1, kMany, 1, 1},
    {"MaxPool", 1, 1, 1, 2},
    {"MaxRoiPool", 2, 2, 1, 1},
    {"MaxUnpool", 2, 3, 1, 1},
    {"Mean", 1, kMany, 1, 1},
    {"MeanVarianceNormalization", 1, 1, 1, 1},
    {"Min", 1, kMany, 1, 1},
    {"Mish", 1, 1, 1, 1},
    {"Mod", 2, 2, 1, 1},
    {"Mul", 2, 2, 1, 1},
    {"Multinomial", 1, 1, 1, 1},
    {"Neg", 1, 1, 1, 1},
    {"NonMaxSuppression", 2, 5, 1, 1},
    {"NonZero", 1, 1, 1, 1},
    {"Not", 1, 1, 1, 1},
    {"OneHot", 3, 3, 1, 1},
    {"Or", 2, 2, 1, 1},
    {"PRelu", 2, 2, 1, 1},
    {"Pad", 1, 4, 1, 1},
    {"Pow", 2, 2, 1, 1},
    {"QLinearConv", 8, 9, 1, 1},
    {"QLinearMatMul", 8, 8, 1, 1},
    {"QuantizeLinear", 2, 3, 1, 1},
    {"RMSNormalization", 2, 2, 1, 1},
    {"RNN", 3, 6, 0, 2},
    {"RandomNormal", 0, 0, 1, 1},
    {"RandomNormalLike", 1, 1, 1, 1},
    {"RandomUniform", 0, 0, 1, 1},
    {"RandomUniformLike", 1, 1, 1, 1},
    {"Range", 3, 3, 1, 1},
    {"Reciprocal", 1, 1, 1, 1},
    {"ReduceL1", 1, 2, 1, 1},
    {"ReduceL2", 1, 2, 1, 1},
    {"ReduceLogSum", 1, 2, 1, 1},
    {"ReduceLogSumExp", 1, 2, 1, 1},
    {"ReduceMax", 1, 2, 1, 1},
    {"ReduceMean", 1, 2, 1, 1},
    {"ReduceMin", 1, 2, 1, 1},
    {"ReduceProd", 1, 2, 1, 1},
    {"ReduceSum", 1, 2, 1, 1},
    {"ReduceSumSquare", 1, 2, 1, 1},
    {"Relu", 1, 1, 1, 1},
    {"Reshape", 2, 2, 1, 1},
    {"Resize", 1, 4, 1, 1},
    {"ReverseSequence", 2, 2, 1, 1},
    {"RoiAlign", 3, 3, 1, 1},
    {"Round", 1, 1, 1, 1},
    {"Scan", 0, kMany, 0, kMany},
    {"Scatter", 3, 3, 1, 1},
    {"ScatterElements", 3, 3, 1, 1},
    {"ScatterND", 3, 3, 1, 1},
    {"Selu", 1, 1, 1, 1},
    {"Shape", 1, 1, 1, 1},
    {"Shrink", 1, 1, 1, 1},
    {"Sigmoid", 1, 1, 1, 1},
    {"Sign", 1, 1, 1, 1},
    {"Sin", 1, 1, 1, 1},
    {"Sinh", 1, 1, 1, 1},
    {"Size", 1, 1, 1, 1},
    {"Slice", 1, 5, 1, 1},
    {"Softmax", 1, 1, 1, 1},
    {"Softplus", 1, 1, 1, 1},
    {"Softsign", 1, 1, 1, 1},
    {"SpaceToDepth", 1, 1, 1, 1},
    {"Split", 1, 2, 0, kMany},
    {"Sqrt", 1, 1, 1, 1},
    {"Squeeze", 1, 2, 1, 1},
    {"Sub", 2, 2, 1, 1},
    {"Sum", 1, kMany, 1, 1},
    {"Swish", 1, 1, 1, 1},
    {"Tan", 1, 1, 1, 1},
    {"Tanh", 1, 1, 1, 1},
    {"TensorScatter", 2, 3, 1, 1},
    {"ThresholdedRelu", 1, 1, 1, 1},
    {"Tile", 2, 2, 1, 1},
    {"TopK", 1, 2, 0, 2},
    {"Transpose", 1, 1, 1, 1},
    {"Trilu", 1, 2, 1, 1},
    {"Unique", 1, 1, 1, 4},
    {"Unsqueeze", 1, 2, 1, 1},
    {"Upsample", 1, 2, 1, 1},
    {"Where", 3, 3, 1, 1},
    {"Xor", 2, 2, 1, 1},
};

}  // namespace

const Arity* find_arity(std::string_view domain, std::string_view name) {
  if (!domain.empty() && domain != "ai.onnx") return nullptr;
  const auto* const found = std::ranges::lower_bound(kArities, name, {}, &Arity::name);
  return found != std::end(kArities) && found->name == name ? found : nullptr;
}

void check_arity(const ir::Node& node) {
  const Arity* arity = find_arity(node.domain, node.op_type);
  if (arity == nullptr) return;
  if (node.inputs.size() > arity->most_inputs) {
    fail("{} inputs are given, but {} takes {} at most", node.inputs.size(), node.op_type,
         arity->most_inputs);
  }
  if (node.outputs.size() > arity->most_outputs) {
    fail("{} outputs are asked for, but {} gives {} at most", node.outputs.size(), node.op_type,
         arity->most_outputs);
  }
  for (size_t i = 0; i < arity->required_inputs; ++i) {
    if (node.input(i) == ir::kNoValue) fail("input {} is left out", i);
  }
  const size_t listed = std::max<size_t>(arity->required_outputs, 1);
  if (node.outputs.size() < listed) fail("output {} is left out", node.outputs.size());
  for (size_t i = 0; i < arity->required_outputs; ++i) {
    if (node.outputs[i] == ir::kNoValue) fail("output {} is left out", i);
  }
}

}  // namespace sprint::ops
