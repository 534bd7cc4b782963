#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_batch_normalization(InferContext& context) {
  infer_same(context);
  for (size_t i = 1; i < 5; ++i) {
    const size_t statistic = i % 2 == 1 ? 3 : 4;  // mean or variance
    context.set(i, Fact{context.dtype(statistic), context.input(statistic).shape, {}, {}});
  }
}

// Version 9 has statistics per channel only. Without spatial dimensions that is no difference.
void drop_spatial(UpgradeContext& context) {
  const auto shape = context.shape(0);
  const bool per_element = context.node.get<int64_t>("spatial", 1) == 0;
  if (per_element && !(shape && shape->size() <= 2)) {
    fail("spatial = 0 (statistics per element) has no counterpart from version 9 on");
  }
  context.node.erase("spatial");
}

// Version 14 says training with an attribute; before, extra outputs meant it.
void drop_training_outputs(UpgradeContext& context) {
  for (size_t i = 1; i < context.node.outputs.size(); ++i) {
    if (context.has_output(i)) {
      fail("more than one output means training before version 14; export the model for inference");
    }
  }
  context.node.outputs.resize(1);
}

}  // namespace

std::vector<OpSpec> batch_normalization_ops() {
  return {{"BatchNormalization",
           infer_batch_normalization,
           nullptr,
           {{9, drop_spatial}, {14, drop_training_outputs}}}};
}

}  // namespace sprint::ops
