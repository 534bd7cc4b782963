// Elementwise operators of two or more inputs, which broadcast.
#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// An integer result; nothing where C++ or ONNX leaves it open.
using Integer = std::optional<int64_t>;

template <typename T, typename F>
std::vector<T> zip(const std::vector<T>& a, const std::vector<int64_t>& a_at,
                   const std::vector<T>& b, const std::vector<int64_t>& b_at, F&& f) {
  std::vector<T> result(a_at.size());
  for (size_t i = 0; i < result.size(); ++i) {
    result[i] = f(a[static_cast<size_t>(a_at[i])], b[static_cast<size_t>(b_at[i])]);
  }
  return result;
}

template <double (*kFloat)(double, double), Integer (*kInt)(int64_t, int64_t)>
ir::ConstantPtr combine(const ir::Constant& a, const ir::Constant& b, DType to,
                        const std::vector<int64_t>& dims) {
  const auto a_at = positions({dims, broadcast_strides(a.dims(), dims)});
  const auto b_at = positions({dims, broadcast_strides(b.dims(), dims)});
  if (is_float(a.dtype())) {
    return from_doubles(to, dims, zip(to_doubles(a), a_at, to_doubles(b), b_at, kFloat));
  }
  bool open = false;
  const auto integer = [&open](int64_t x, int64_t y) {
    const Integer value = kInt(x, y);
    open |= !value.has_value();
    return value.value_or(0);
  };
  const std::vector<int64_t> values = zip(a.to_ints(), a_at, b.to_ints(), b_at, integer);
  return open ? nullptr : from_ints(to, dims, values);
}

// Folds all inputs from the left; a result of undefined type has that of the inputs.
template <double (*kFloat)(double, double), Integer (*kInt)(int64_t, int64_t),
          DType kResult = DType::undefined>
Results evaluate(const EvalContext& context) {
  ir::ConstantPtr total = context.inputs.empty() ? nullptr : context.inputs.front();
  if (!total || (context.inputs.size() == 1 && kResult != DType::undefined)) return {};
  for (size_t i = 1; i < context.inputs.size(); ++i) {
    const ir::Constant& next = context.input(i);
    if (total->dtype() != next.dtype()) return {};
    if (!is_float(next.dtype()) && !is_integer(next.dtype())) return {};
    const DType to = kResult == DType::undefined ? next.dtype() : kResult;
    const std::vector<int64_t> dims = broadcast_dims(total->dims(), next.dims());
    if (!fits(context, to, dims)) return {};
    total = combine<kFloat, kInt>(*total, next, to, dims);
    if (!total) return {};
  }
  return {total};
}

Integer wrap(uint64_t value) { return static_cast<int64_t>(value); }

double add_float(double a, double b) { return a + b; }
double subtract_float(double a, double b) { return a - b; }
double multiply_float(double a, double b) { return a * b; }
double divide_float(double a, double b) { return a / b; }
double power_float(double a, double b) { return std::pow(a, b); }
double least_float(double a, double b) { return std::isnan(a) || a < b ? a : b; }
double greatest_float(double a, double b) { return std::isnan(a) || a > b ? a : b; }
double remainder_float(double a, double b) { return std::fmod(a, b); }
double equal_float(double a, double b) { return a == b ? 1 : 0; }
double less_float(double a, double b) { return a < b ? 1 : 0; }
double greater_float(double a, double b) { return a > b ? 1 : 0; }
double less_equal_float(double a, double b) { return a <= b ? 1 : 0; }
double greater_equal_float(double a, double b) { return a >= b ? 1 : 0; }
double open_float(double, double) { return std::numeric_limits<double>::quiet_NaN(); }

Integer add_int(int64_t a, int64_t b) {
  return wrap(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
Integer subtract_int(int64_t a, int64_t b) {
  return wrap(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
Integer multiply_int(int64_t a, int64_t b) {
  return wrap(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
bool divides(int64_t a, int64_t b) {
  return b != 0 && !(b == -1 && a == std::numeric_limits<int64_t>::min());
}
Integer divide_int(int64_t a, int64_t b) { return divides(a, b) ? Integer(a / b) : Integer(); }
// The sign follows the divisor, as Python's % does.
Integer modulo_int(int64_t a, int64_t b) {
  if (!divides(a, b)) return {};
  const int64_t remainder = a % b;
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}
// Exact where the result is within double's integers; otherwise left to the runtime.
Integer power_int(int64_t a, int64_t b) {
  const double value = std::pow(static_cast<double>(a), static_cast<double>(b));
  if (b < 0 || std::fabs(value) > 0x1p53) return {};
  return static_cast<int64_t>(value);
}
Integer least_int(int64_t a, int64_t b) { return std::min(a, b); }
Integer greatest_int(int64_t a, int64_t b) { return std::max(a, b); }
Integer equal_int(int64_t a, int64_t b) { return a == b ? 1 : 0; }
Integer less_int(int64_t a, int64_t b) { return a < b ? 1 : 0; }
Integer greater_int(int64_t a, int64_t b) { return a > b ? 1 : 0; }
Integer less_equal_int(int64_t a, int64_t b) { return a <= b ? 1 : 0; }
Integer greater_equal_int(int64_t a, int64_t b) { return a >= b ? 1 : 0; }
Integer and_int(int64_t a, int64_t b) { return a != 0 && b != 0 ? 1 : 0; }
Integer or_int(int64_t a, int64_t b) { return a != 0 || b != 0 ? 1 : 0; }
Integer xor_int(int64_t a, int64_t b) { return (a != 0) != (b != 0) ? 1 : 0; }

Results evaluate_mod(const EvalContext& context) {
  const bool c_like = context.node.get<int64_t>("fmod", 0) != 0;
  if (is_float(context.input(0).dtype()) != c_like) return {};
  return evaluate<remainder_float, modulo_int>(context);
}

// Shape arithmetic on integers of rank 0 or 1, a single element standing for all.
template <Element (*kOperation)(const Element&, const Element&)>
void infer_arithmetic(InferContext& context) {
  infer_broadcast(context);
  const auto a = context.elements(0), b = context.elements(1);
  if (!a || !b || a->empty() || b->empty()) return;
  const size_t count = std::max(a->size(), b->size());
  if ((a->size() != 1 && a->size() != count) || (b->size() != 1 && b->size() != count)) return;
  Elements result;
  for (size_t i = 0; i < count; ++i) {
    result.push_back(kOperation((*a)[a->size() == 1 ? 0 : i], (*b)[b->size() == 1 ? 0 : i]));
  }
  context.set_elements(0, std::move(result));
}

// The slope broadcasts to the input, not the other way.
void infer_prelu(InferContext& context) { infer_same(context); }

}  // namespace

std::vector<OpSpec> elementwise_ops() {
  constexpr DType kBool = DType::boolean;
  return {
      {"Add", infer_arithmetic<add>, evaluate<add_float, add_int>, {}, elementwise_rule},
      {"And", infer_compare, evaluate<open_float, and_int, kBool>},
      {"BitShift", infer_broadcast},
      {"BitwiseAnd", infer_broadcast},
      {"BitwiseOr", infer_broadcast},
      {"BitwiseXor", infer_broadcast},
      {"Div", infer_arithmetic<divide>, evaluate<divide_float, divide_int>},
      {"Equal", infer_compare, evaluate<equal_float, equal_int, kBool>},
      {"Greater", infer_compare, evaluate<greater_float, greater_int, kBool>},
      {"GreaterOrEqual", infer_compare, evaluate<greater_equal_float, greater_equal_int, kBool>},
      {"Less", infer_compare, evaluate<less_float, less_int, kBool>},
      {"LessOrEqual", infer_compare, evaluate<less_equal_float, less_equal_int, kBool>},
      {"Max", infer_broadcast, evaluate<greatest_float, greatest_int>},
      {"Mean", infer_broadcast},
      {"Min", infer_broadcast, evaluate<least_float, least_int>},
      {"Mod", infer_broadcast, evaluate_mod},
      {"Mul",
       infer_arithmetic<multiply>,
       evaluate<multiply_float, multiply_int>,
       {},
       elementwise_rule},
      {"Or", infer_compare, evaluate<open_float, or_int, kBool>},
      {"PRelu", infer_prelu},
      {"Pow", infer_broadcast, evaluate<power_float, power_int>},
      {"Sub", infer_arithmetic<subtract>, evaluate<subtract_float, subtract_int>},
      {"Sum", infer_broadcast, evaluate<add_float, add_int>},
      {"Xor", infer_compare, evaluate<open_float, xor_int, kBool>},
  };
}

}  // namespace sprint::ops
