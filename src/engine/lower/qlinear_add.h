// The numbers of a QLinearAdd of com.microsoft.
#pragma once

#include <cmath>

#include "engine/lowering.h"
#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::engine {

// In float and in this order, as ONNX Runtime computes them where there is FMA.
inline kernels::AddU8Params read_qlinear_add(const Lowering& plan, const ir::Node& node) {
  const float out = plan.scalar(node, 6);
  const float a = plan.scalar(node, 1) / out, b = plan.scalar(node, 4) / out;
  const auto zero_point = [&](size_t input) {
    return static_cast<float>(plan.zero_point(node, input));
  };
  return {a, b, zero_point(7) - std::fma(a, zero_point(2), b * zero_point(5))};
}

}  // namespace sprint::engine
