#include <limits>
#include <optional>

#include "ops/families.h"
#include "ops/op.h"
#include "ops/slice_bounds.h"

namespace sprint::ops {
namespace {

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
  const std::vector<Cut> cuts =
      cuts_of(attribute_or_input(context, "starts", 1), attribute_or_input(context, "ends", 2),
              attribute_or_input(context, "axes", 3), steps, x.dims().size());
  return {gather_view(x, slice_view(x.dims(), cuts))};
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
