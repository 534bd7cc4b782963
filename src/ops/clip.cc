#include <algorithm>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Version 11 takes the bounds as scalars of the input's type.
void bounds_to_inputs(UpgradeContext& context) {
  const DType dtype = context.dtype(0);
  size_t index = 1;
  for (const char* name : {"min", "max"}) {
    if (const ir::Attribute* bound = context.node.find(name)) {
      if (dtype == DType::undefined) fail("the type of the input is not known");
      const double value = bound->as<float>();
      context.set_input(index, context.add_constant(name, from_doubles(dtype, {}, {value})));
      context.node.erase(name);
    }
    ++index;
  }
}

template <typename T>
void clip(std::vector<T>& values, const std::vector<T>& low, const std::vector<T>& high) {
  for (T& value : values) {
    if (!low.empty() && value < low.front()) value = low.front();
    if (!high.empty() && value > high.front()) value = high.front();
  }
}

Results evaluate_clip(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (context.opset < 11 || !fits(context, x.dtype(), x.dims())) return {};
  for (const size_t i : {1, 2}) {
    if (!context.has(i)) continue;
    if (context.input(i).dtype() != x.dtype() || context.input(i).count() != 1) return {};
  }
  if (is_float(x.dtype())) {
    std::vector<double> values = to_doubles(x), low, high;
    if (context.has(1)) low = to_doubles(context.input(1));
    if (context.has(2)) high = to_doubles(context.input(2));
    clip(values, low, high);
    return {from_doubles(x.dtype(), x.dims(), values)};
  }
  if (!is_integer(x.dtype())) return {};
  std::vector<int64_t> values = x.to_ints(), low, high;
  if (context.has(1)) low = context.input(1).to_ints();
  if (context.has(2)) high = context.input(2).to_ints();
  clip(values, low, high);
  return {from_ints(x.dtype(), x.dims(), values)};
}

QuantRule clamp_rule(const ir::Node&, int64_t) { return {QuantKind::clamp, 0, {}}; }

}  // namespace

std::vector<OpSpec> clip_ops() {
  return {{"Clip", infer_same, evaluate_clip, {{11, bounds_to_inputs}}, clamp_rule}};
}

}  // namespace sprint::ops
