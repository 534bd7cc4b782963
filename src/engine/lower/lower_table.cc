#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/lower/rules.h"
#include "engine/plan.h"
#include "engine/rewrite/rewrites.h"

namespace sprint::engine {
namespace {

struct Row {
  std::string_view op_type;
  Rule rule;
};

constexpr Row kOnnx[] = {
    {"Abs", lower_unary},
    {"Add", lower_binary},
    {"And", lower_logic},
    {"ArgMax", lower_arg_extreme},
    {"ArgMin", lower_arg_extreme},
    {"AveragePool", lower_average_pool},
    {"BatchNormalization", lower_batch_normalization},
    {"Cast", lower_cast},
    {"Ceil", lower_unary},
    {"Clip", lower_activation},
    {"Concat", lower_concat},
    {"Constant", lower_constant},
    {"ConstantOfShape", lower_constant_of_shape},
    {"Conv", lower_conv},
    {"ConvInteger", lower_conv_integer},
    {"ConvTranspose", lower_conv_transpose},
    {"DepthToSpace", lower_depth_to_space},
    {"DequantizeLinear", lower_dequantize_linear},
    {"Div", lower_binary},
    {"Dropout", lower_identity},
    {"DynamicQuantizeLinear", lower_dynamic_quantize_linear},
    {"Equal", lower_compare},
    {"Erf", lower_unary},
    {"Exp", lower_unary},
    {"Expand", lower_expand},
    {"Flatten", lower_flatten},
    {"Floor", lower_unary},
    {"Gather", lower_gather},
    {"Gelu", lower_unary},
    {"Gemm", lower_gemm},
    {"GlobalAveragePool", lower_global_average_pool},
    {"Greater", lower_compare},
    {"GreaterOrEqual", lower_compare},
    {"HardSigmoid", lower_activation},
    {"HardSwish", lower_activation},
    {"Identity", lower_identity},
    {"InstanceNormalization", lower_instance_normalization},
    {"LRN", lower_lrn},
    {"LayerNormalization", lower_layer_normalization},
    {"LeakyRelu", lower_activation},
    {"Less", lower_compare},
    {"LessOrEqual", lower_compare},
    {"Log", lower_unary},
    {"LogSoftmax", lower_softmax},
    {"MatMul", lower_mat_mul},
    {"MatMulInteger", lower_mat_mul_integer},
    {"Max", lower_binary},
    {"MaxPool", lower_max_pool},
    {"Min", lower_binary},
    {"Mul", lower_binary},
    {"Neg", lower_unary},
    {"NonMaxSuppression", lower_non_max_suppression},
    {"NonZero", lower_non_zero},
    {"Not", lower_not},
    {"Or", lower_logic},
    {"PRelu", lower_prelu},
    {"Pad", lower_pad},
    {"Pow", lower_pow},
    {"QLinearConv", lower_qlinear_conv},
    {"QLinearMatMul", lower_qlinear_mat_mul},
    {"QuantizeLinear", lower_quantize_linear},
    {"Range", lower_range},
    {"Reciprocal", lower_unary},
    {"ReduceL1", lower_reduce},
    {"ReduceL2", lower_reduce},
    {"ReduceMax", lower_reduce},
    {"ReduceMean", lower_reduce},
    {"ReduceMin", lower_reduce},
    {"ReduceProd", lower_reduce},
    {"ReduceSum", lower_reduce},
    {"ReduceSumSquare", lower_reduce},
    {"Relu", lower_activation},
    {"Reshape", lower_reshape},
    {"Resize", lower_resize},
    {"Shape", lower_shape},
    {"Sigmoid", lower_activation},
    {"Size", lower_shape},
    {"Slice", lower_slice},
    {"Softmax", lower_softmax},
    {"SpaceToDepth", lower_space_to_depth},
    {"Split", lower_split},
    {"Sqrt", lower_unary},
    {"Squeeze", lower_squeeze},
    {"Sub", lower_binary},
    {"Tanh", lower_unary},
    {"Tile", lower_tile},
    {"TopK", lower_top_k},
    {"Transpose", lower_transpose},
    {"Unsqueeze", lower_unsqueeze},
    {"Where", lower_where},
    {"Xor", lower_logic},
};

constexpr Row kContrib[] = {
    {"DequantizeLinear", lower_dequantize_linear},
    {"MatMulIntegerToFloat", lower_mat_mul_integer_to_float},
    {"QGemm", lower_qgemm},
    {"QLinearAdd", lower_qlinear_add},
    {"QLinearAveragePool", lower_qlinear_average_pool},
    {"QLinearConcat", lower_qlinear_concat},
    {"QLinearGlobalAveragePool", lower_qlinear_global_average_pool},
    {"QLinearLeakyRelu", lower_qlinear_function},
    {"QLinearMul", lower_qlinear_mul},
    {"QLinearSigmoid", lower_qlinear_function},
    {"QLinearSoftmax", lower_qlinear_softmax},
    {"QLinearWhere", lower_qlinear_where},
    {"QuantizeLinear", lower_quantize_linear},
};

// What only the engine's own rewrites write.
constexpr Row kOwn[] = {
    {"ConvIntegerToFloat", lower_conv_integer_to_float},
    {"FlipSign", lower_flip_sign},
};

// What make_ready writes as other operators.
constexpr std::string_view kRewritten[] = {
    "com.microsoft.BiasGelu",  "com.microsoft.DynamicQuantizeMatMul", "com.microsoft.FusedConv",
    "com.microsoft.FusedGemm", "com.microsoft.FusedMatMul",           "com.microsoft.Gelu"};

}  // namespace

std::vector<std::string> supported_operators() {
  std::vector<std::string> names(std::begin(kRewritten), std::end(kRewritten));
  for (const Row& row : kOnnx) names.emplace_back(row.op_type);
  for (const Row& row : kContrib) names.push_back("com.microsoft." + std::string(row.op_type));
  std::ranges::sort(names);
  return names;
}

Rule find_rule(std::string_view domain, std::string_view op_type) {
  static const auto table = [] {
    std::unordered_map<std::string, Rule> rules;
    for (const Row& row : kOnnx) rules[":" + std::string(row.op_type)] = row.rule;
    for (const Row& row : kContrib) rules["com.microsoft:" + std::string(row.op_type)] = row.rule;
    for (const Row& row : kOwn)
      rules[std::string(kOwnDomain) + ":" + std::string(row.op_type)] = row.rule;
    return rules;
  }();
  if (domain == "ai.onnx") domain = "";
  const auto found = table.find(std::string(domain) + ":" + std::string(op_type));
  return found == table.end() ? nullptr : found->second;
}

}  // namespace sprint::engine
