#include "ops/slice_bounds.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "ops/infer.h"

namespace sprint::ops {
namespace {

// Stands for no limit in either direction, as numpy's None; so ONNX Runtime reads them.
bool is_open(int64_t end) {
  return end == std::numeric_limits<int32_t>::max() || end == std::numeric_limits<int64_t>::max();
}

}  // namespace

std::vector<Cut> cuts_of(const std::vector<int64_t>& starts, const std::vector<int64_t>& ends,
                         std::vector<int64_t> axes, const std::vector<int64_t>& steps,
                         size_t rank) {
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (starts.size() != ends.size() || starts.size() != axes.size() ||
      (!steps.empty() && steps.size() != starts.size())) {
    fail("starts, ends, axes and steps have different lengths");
  }
  const std::vector<size_t> normal = normalize_axes(axes, rank);
  std::vector<Cut> cuts;
  for (size_t i = 0; i < starts.size(); ++i) {
    cuts.push_back({normal[i], starts[i], ends[i], steps.empty() ? 1 : steps[i]});
    if (cuts.back().step == 0) fail("step {} is 0", i);
  }
  return cuts;
}

Run run_of(const Cut& cut, int64_t size) {
  if (size == 0) return {};
  const bool forward = cut.step > 0;
  const auto place = [&](int64_t index, int64_t low, int64_t high) {
    return std::clamp(index < 0 ? index + size : index, low, high);
  };
  const int64_t first = forward ? 0 : -1, last = forward ? size : size - 1;
  const int64_t start = place(cut.start, 0, last);
  const int64_t end = is_open(cut.end) ? (forward ? last : first) : place(cut.end, first, last);
  const int64_t span = forward ? end - start : start - end;
  if (span <= 0) return {};
  // Not longer than the axis, a step can be negated and multiplied.
  const int64_t step = std::clamp(cut.step, -size, size), pace = forward ? step : -step;
  const int64_t count = (span - 1) / pace + 1;
  return {start, count > 1 ? step : 0, count};
}

StridedView slice_view(const std::vector<int64_t>& dims, const std::vector<Cut>& cuts) {
  StridedView view{dims, dense_strides(dims)};
  for (const Cut& cut : cuts) {
    const Run run = run_of(cut, dims[cut.axis]);
    view.offset += run.start * view.strides[cut.axis];
    view.dims[cut.axis] = run.count;
    view.strides[cut.axis] *= run.step;
  }
  return view;
}

}  // namespace sprint::ops
