// Normalizations other than BatchNormalization.
#include <optional>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Mean and inverse deviation keep the axes before `axis`; the others are 1.
void infer_layer_normalization(InferContext& context) {
  infer_same(context);
  for (size_t i = 1; i < 3; ++i) context.set(i, DType::float32);
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  Shape statistics = *shape;
  const auto axis = context.node().get<int64_t>("axis", -1);
  for (size_t i = normalize_axis(axis, shape->size()); i < statistics.size(); ++i) {
    statistics[i] = 1;
  }
  for (size_t i = 1; i < 3; ++i) context.set(i, DType::float32, statistics);
}

// Scale and bias of version 18 are per group, of version 21 per channel.
void repeat_per_channel(UpgradeContext& context) {
  const auto shape = context.shape(0);
  const auto groups = required_int(context.node, "num_groups");
  if (!shape || shape->size() < 2 || !(*shape)[1].known()) {
    fail("the number of channels is not known");
  }
  const int64_t channels = (*shape)[1].value;
  if (groups < 1 || channels % groups != 0) fail("{} channels in {} groups", channels, groups);
  for (const size_t i : {1, 2}) {
    const ir::ConstantPtr per_group = context.constant(i);
    if (!per_group || per_group->dims() != std::vector<int64_t>{groups}) {
      fail("input {} is not a constant of one element per group", i);
    }
    const auto grid = gather_view(*per_group, {{groups, channels / groups}, {1, 0}});
    if (!grid) fail("input {} is {}", i, dtype_name(per_group->dtype()));
    context.set_input(i,
                      context.add_constant(i == 1 ? "scale" : "bias", reshaped(*grid, {channels})));
  }
}

}  // namespace

std::vector<OpSpec> normalize_ops() {
  return {
      {"GroupNormalization", infer_same, nullptr, {{21, repeat_per_channel}}},
      {"InstanceNormalization", infer_same},
      {"LRN", infer_same},
      {"LayerNormalization", infer_layer_normalization},
      {"LpNormalization", infer_same},
      {"MeanVarianceNormalization", infer_same},
      {"RMSNormalization", infer_same},
  };
}

}  // namespace sprint::ops
