#include "engine/lower/empty_sum.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/lower/axes.h"

namespace sprint::engine {

void lower_empty_sum(Lowering& plan, const ir::Node& node, const std::vector<int64_t>& dims,
                     size_t axis, std::vector<float> bias) {
  bias.resize(static_cast<size_t>(dims[axis]), 0.0F);
  const auto shared = std::make_shared<const std::vector<float>>(std::move(bias));
  const int64_t outer = product(dims, 0, axis), inner = product(dims, axis + 1, dims.size());
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, dims);
  plan.add(node.op_type, {}, {out}, [=](const Memory& memory) {
    float* to = memory.data<float>(out);
    for (int64_t n = 0; n < outer; ++n) {
      for (const float value : *shared) to = std::fill_n(to, inner, value);
    }
  });
}

}  // namespace sprint::engine
