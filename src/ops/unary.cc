// Elementwise operators of one input.
#include <cmath>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

template <double (*kFloat)(double), int64_t (*kInt)(int64_t)>
Results map(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (!fits(context, x.dtype(), x.dims())) return {};
  if (is_float(x.dtype())) {
    std::vector<double> values = to_doubles(x);
    for (double& value : values) value = kFloat(value);
    return {from_doubles(x.dtype(), x.dims(), values)};
  }
  if (!is_integer(x.dtype()) || kInt == nullptr) return {};
  std::vector<int64_t> values = x.to_ints();
  for (int64_t& value : values) value = kInt(value);
  return {from_ints(x.dtype(), x.dims(), values)};
}

// Negating the smallest integer wraps around.
int64_t negate(int64_t x) { return static_cast<int64_t>(-static_cast<uint64_t>(x)); }
int64_t absolute(int64_t x) { return x < 0 ? negate(x) : x; }
int64_t sign(int64_t x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
int64_t relu(int64_t x) { return x > 0 ? x : 0; }

double negate_float(double x) { return -x; }
double absolute_float(double x) { return std::fabs(x); }
double sign_float(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
double relu_float(double x) { return x < 0 ? 0 : x; }
double reciprocal(double x) { return 1 / x; }
double square_root(double x) { return std::sqrt(x); }
double exponential(double x) { return std::exp(x); }
double logarithm(double x) { return std::log(x); }
double round_down(double x) { return std::floor(x); }
double round_up(double x) { return std::ceil(x); }
double round_even(double x) { return std::nearbyint(x); }
double hyperbolic_tangent(double x) { return std::tanh(x); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
double error_function(double x) { return std::erf(x); }

Results evaluate_not(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (x.dtype() != DType::boolean) return {};
  std::vector<int64_t> values = x.to_ints();
  for (int64_t& value : values) value = value == 0 ? 1 : 0;
  return {from_ints(DType::boolean, x.dims(), values)};
}

void infer_boolean(InferContext& context) {
  context.set(0, Fact{DType::boolean, context.input(0).shape, {}, {}});
}

QuantRule clamp_rule(const ir::Node&, int64_t) { return {QuantKind::clamp, 0, {}}; }

}  // namespace

std::vector<OpSpec> unary_ops() {
  std::vector<OpSpec> specs{
      {"Abs", infer_same, map<absolute_float, absolute>},
      {"Ceil", infer_same, map<round_up, nullptr>},
      {"Cos", infer_same, map<cosine, nullptr>},
      {"Erf", infer_same, map<error_function, nullptr>},
      {"Exp", infer_same, map<exponential, nullptr>},
      {"Floor", infer_same, map<round_down, nullptr>},
      {"IsInf", infer_boolean},
      {"IsNaN", infer_boolean},
      {"LeakyRelu", infer_same, nullptr, {}, elementwise_rule},
      {"Log", infer_same, map<logarithm, nullptr>},
      {"Neg", infer_same, map<negate_float, negate>},
      {"Not", infer_boolean, evaluate_not},
      {"Reciprocal", infer_same, map<reciprocal, nullptr>},
      {"Relu", infer_same, map<relu_float, relu>, {}, clamp_rule},
      {"Round", infer_same, map<round_even, nullptr>},
      {"Sigmoid", infer_same, map<sigmoid, nullptr>, {}, unit_range_rule},
      {"Sign", infer_same, map<sign_float, sign>},
      {"Sin", infer_same, map<sine, nullptr>},
      {"Sqrt", infer_same, map<square_root, nullptr>},
      {"Tanh", infer_same, map<hyperbolic_tangent, nullptr>},
  };
  for (const std::string_view name :
       {"Acos",           "Acosh",  "Asin", "Asinh",    "Atan",        "Atanh",     "BitwiseNot",
        "Celu",           "Cosh",   "Elu",  "Gelu",     "HardSigmoid", "HardSwish", "Mish",
        "Selu",           "Shrink", "Sinh", "Softplus", "Softsign",    "Swish",     "Tan",
        "ThresholdedRelu"}) {
    specs.push_back({name, infer_same});
  }
  return specs;
}

}  // namespace sprint::ops
