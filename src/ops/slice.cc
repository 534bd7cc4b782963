#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// One axis of a slice with the limits as given.
struct Cut {
  size_t axis;
  int64_t start, end, step;
};

// Start, step and number of the elements that a cut takes of `dim`.
struct Run {
  int64_t start, step, count;
};

Run run_of(const Cut& cut, int64_t dim) {
  if (dim == 0) return {0, cut.step, 0};
  const auto from_front = [dim](int64_t index) { return index < 0 ? index + dim : index; };
  const bool forward = cut.step > 0;
  const int64_t start = std::clamp<int64_t>(from_front(cut.start), 0, forward ? dim : dim - 1);
  const int64_t end =
      std::clamp<int64_t>(from_front(cut.end), forward ? 0 : -1, forward ? dim : dim - 1);
  const int64_t span = forward ? end - start : start - end;
  if (span <= 0) return {0, cut.step, 0};
  // A step as large as the span takes one element; that keeps -step from overflowing.
  if (cut.step == std::numeric_limits<int64_t>::min()) return {start, -1, 1};
  const int64_t stride = forward ? cut.step : -cut.step;
  return {start, cut.step, (span - 1) / stride + 1};
}

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

// Of a dimension that is not known only a slice that keeps all of it is.
Dim cut_dim(const Dim& dim, const Cut& cut) {
  if (dim.known()) return run_of(cut, dim.value).count;
  const bool all =
      cut.start == 0 && cut.end >= std::numeric_limits<int32_t>::max() && cut.step == 1;
  return all ? dim : Dim();
}

std::optional<std::vector<Cut>> known_cuts(const InferContext& context, size_t rank) {
  const auto starts = attribute_or_input(context, "starts", 1);
  const auto ends = attribute_or_input(context, "ends", 2);
  const auto axes = attribute_or_input(context, "axes", 3);
  const auto steps = context.has(4) ? context.ints(4) : std::vector<int64_t>();
  if (!starts || !ends || !axes || !steps) return std::nullopt;
  return cuts_of(*starts, *ends, *axes, *steps, rank);
}

void slice_elements(InferContext& context, const std::vector<Cut>& cuts) {
  const auto elements = context.elements(0);
  if (!elements || cuts.size() > 1) return;
  Run run{0, 1, static_cast<int64_t>(elements->size())};
  if (!cuts.empty()) run = run_of(cuts.front(), run.count);
  Elements taken;
  for (int64_t i = 0; i < run.count; ++i) {
    taken.push_back((*elements)[static_cast<size_t>(run.start + i * run.step)]);
  }
  context.set_elements(0, std::move(taken));
}

void infer_slice(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  Shape dims = *shape;
  const auto cuts = known_cuts(context, dims.size());
  if (!cuts) {
    // Without known limits only axes named in `axes` change.
    const auto axes = context.has(3) ? context.ints(3) : std::nullopt;
    if (!axes) dims.assign(dims.size(), Dim());
    for (const size_t axis : axes ? normalize_axes(*axes, dims.size()) : std::vector<size_t>()) {
      dims[axis] = Dim();
    }
    return context.set(0, context.dtype(0), std::move(dims));
  }
  for (const Cut& cut : *cuts) dims[cut.axis] = cut_dim(dims[cut.axis], cut);
  const bool vector = dims.size() == 1;
  context.set(0, context.dtype(0), std::move(dims));
  if (vector) slice_elements(context, *cuts);
}

Results evaluate_slice(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (!fits(context, x.dtype(), x.dims())) return {};
  const auto steps = context.has(4) ? context.input(4).to_ints() : std::vector<int64_t>();
  StridedView view{x.dims(), dense_strides(x.dims())};
  for (const Cut& cut :
       cuts_of(attribute_or_input(context, "starts", 1), attribute_or_input(context, "ends", 2),
               attribute_or_input(context, "axes", 3), steps, x.dims().size())) {
    const Run run = run_of(cut, x.dims()[cut.axis]);
    view.offset += run.start * view.strides[cut.axis];
    view.dims[cut.axis] = run.count;
    // With one element or none the stride does not matter, and could overflow.
    view.strides[cut.axis] = run.count > 1 ? view.strides[cut.axis] * run.step : 0;
  }
  return {gather_view(x, view)};
}

// Version 10 takes the limits as inputs.
void limits_to_inputs(UpgradeContext& context) {
  context.attribute_to_input("starts", 1);
  context.attribute_to_input("ends", 2);
  context.attribute_to_input("axes", 3);
}

}  // namespace

std::vector<OpSpec> slice_ops() {
  return {{"Slice", infer_slice, evaluate_slice, {{10, limits_to_inputs}}, pass_through_rule}};
}

}  // namespace sprint::ops
