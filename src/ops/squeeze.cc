// Squeeze and Unsqueeze.
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

template <typename D>
std::vector<D> drop(const std::vector<D>& dims, const std::vector<size_t>& axes) {
  std::vector<D> rest;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) rest.push_back(dims[i]);
  }
  return rest;
}

template <typename D>
std::vector<D> insert_ones(const std::vector<D>& dims, const std::vector<int64_t>& axes) {
  const size_t rank = dims.size() + axes.size();
  std::vector<bool> is_new(rank);
  for (const size_t axis : normalize_axes(axes, rank)) is_new[axis] = true;
  std::vector<D> result;
  auto next = dims.begin();
  for (size_t i = 0; i < rank; ++i) result.push_back(is_new[i] ? D(1) : *next++);
  return result;
}

// The axes that a Squeeze without axes drops.
std::vector<int64_t> axes_of_ones(const std::vector<int64_t>& dims) {
  std::vector<int64_t> axes;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 1) axes.push_back(static_cast<int64_t>(i));
  }
  return axes;
}

void keep_elements(InferContext& context, size_t rank) {
  auto elements = context.elements(0);
  if (rank <= 1 && elements) context.set_elements(0, std::move(*elements));
}

void infer_squeeze(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  auto axes = attribute_or_input(context, "axes", 1);
  if (shape == nullptr || !axes) return;
  if (axes->empty() && !context.has(1) && context.node().find("axes") == nullptr) {
    const auto dims = known_dims(*shape);
    if (!dims) return;
    axes = axes_of_ones(*dims);
  }
  const std::vector<size_t> normal = normalize_axes(*axes, shape->size());
  for (const size_t axis : normal) {
    const Dim& dim = (*shape)[axis];
    if (dim.known() && dim.value != 1) {
      fail("axis {} of shape {} is not 1", axis, shape_text(*shape));
    }
  }
  Shape rest = drop(*shape, normal);
  const size_t rank = rest.size();
  context.set(0, context.dtype(0), std::move(rest));
  keep_elements(context, rank);
}

Results evaluate_squeeze(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  std::vector<int64_t> axes = attribute_or_input(context, "axes", 1);
  if (axes.empty()) axes = axes_of_ones(x.dims());
  return {reshaped(x, drop(x.dims(), normalize_axes(axes, x.dims().size())))};
}

void infer_unsqueeze(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const auto axes = attribute_or_input(context, "axes", 1);
  if (shape == nullptr || !axes) return;
  Shape dims = insert_ones(*shape, *axes);
  const size_t rank = dims.size();
  context.set(0, context.dtype(0), std::move(dims));
  keep_elements(context, rank);
}

Results evaluate_unsqueeze(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  return {reshaped(x, insert_ones(x.dims(), attribute_or_input(context, "axes", 1)))};
}

void axes_to_input(UpgradeContext& context) { context.attribute_to_input("axes", 1); }

}  // namespace

std::vector<OpSpec> squeeze_ops() {
  return {
      {"Squeeze", infer_squeeze, evaluate_squeeze, {{13, axes_to_input}}, pass_through_rule},
      {"Unsqueeze", infer_unsqueeze, evaluate_unsqueeze, {{13, axes_to_input}}, pass_through_rule},
  };
}

}  // namespace sprint::ops
