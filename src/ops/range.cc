#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_range(InferContext& context) {
  context.set(0, context.dtype(0), Shape(1));
  const auto start = context.elements(0), limit = context.elements(1);
  const auto step = context.ints(2);
  if (!start || !limit || !step || start->size() != 1 || limit->size() != 1) return;
  if (*step == std::vector<int64_t>{1}) {
    context.set(0, context.dtype(0), Shape{to_dim(subtract((*limit)[0], (*start)[0]))});
  }
}

// Integers up to here are exact in double.
constexpr double kMaxExact = 0x1p53;

// max(0, ceil((limit - start) / step)), in the type's own arithmetic.
template <typename T>
int64_t range_count(T start, T limit, T step) {
  const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                                 static_cast<double>(step));
  return count > 0 ? static_cast<int64_t>(std::min(count, 0x1p40)) : 0;
}

Results evaluate_range(const EvalContext& context) {
  const DType dtype = context.input(0).dtype();
  for (size_t i = 0; i < 3; ++i) {
    if (context.input(i).count() != 1 || context.input(i).dtype() != dtype) return {};
  }
  if (is_integer(dtype)) {
    const int64_t start = context.input(0).to_ints()[0], limit = context.input(1).to_ints()[0];
    const int64_t step = context.input(2).to_ints()[0];
    if (step == 0) fail("the step is 0");
    for (const int64_t value : {start, limit, step}) {
      if (std::abs(static_cast<double>(value)) > kMaxExact) return {};
    }
    const int64_t count = range_count(start, limit, step);
    if (!fits(context, dtype, {count})) return {};
    std::vector<int64_t> values;
    for (int64_t i = 0; i < count; ++i) values.push_back(start + i * step);
    return {from_ints(dtype, {count}, values)};
  }
  if (!is_float(dtype)) return {};
  const double start = to_doubles(context.input(0))[0], limit = to_doubles(context.input(1))[0];
  const double step = to_doubles(context.input(2))[0];
  if (step == 0) fail("the step is 0");
  const int64_t count = range_count(start, limit, step);
  if (!fits(context, dtype, {count})) return {};
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i) values.push_back(start + static_cast<double>(i) * step);
  return {from_doubles(dtype, {count}, values)};
}

}  // namespace

std::vector<OpSpec> range_ops() { return {{"Range", infer_range, evaluate_range}}; }

}  // namespace sprint::ops
