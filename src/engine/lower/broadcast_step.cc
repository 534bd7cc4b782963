#include "engine/lower/broadcast_step.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// `other` as [batch or 1, channels, 1, 1] of an image of `dims`; nothing where it is no such.
std::optional<PixelPair> pair_of(Lowering& plan, ir::ValueId image, ir::ValueId other) {
  if (!plan.is_channels_last(image)) return std::nullopt;
  const Dims dims = plan.describe(image).dims;
  Dims small = plan.describe(other).dims;
  if (small.size() > 4) return std::nullopt;
  PixelPair pair{image, other, true, element_count(small) == 1, 0};
  if (pair.one_element) return pair;
  small.insert(small.begin(), 4 - small.size(), 1);
  const bool fits = small[1] == dims[1] && small[2] == 1 && small[3] == 1;
  if (!fits || (small[0] != 1 && small[0] != dims[0])) return std::nullopt;
  pair.step = small[0] == 1 ? 0 : dims[1];
  return pair;
}

}  // namespace

bool same_images(Lowering& plan, ir::ValueId a, ir::ValueId b) {
  if (!plan.is_channels_last(a) && !plan.is_channels_last(b)) return false;
  return plan.describe(a).dims == plan.describe(b).dims;
}

std::optional<PixelPair> pixel_pair(Lowering& plan, ir::ValueId a, ir::ValueId b) {
  if (auto pair = pair_of(plan, a, b)) return pair;
  auto pair = pair_of(plan, b, a);
  if (pair) pair->image_is_first = false;
  return pair;
}

}  // namespace sprint::engine
