#include <optional>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Element i of the target shape, with 0 replaced by the input's dimension.
Element target_dim(const Elements& target, size_t i, const Shape* shape, bool allow_zero) {
  if (allow_zero || !target[i].same(0)) return target[i];
  if (shape == nullptr) return {};
  if (i >= shape->size()) {
    fail("element {} of the shape is 0, but the input has rank {} only", i, shape->size());
  }
  return Element((*shape)[i]);
}

// What is left of the input's elements for the dimension -1: their product over the rest's. Equal
// factors cancel, so that a named dimension on both sides need not be known.
Element remaining(const Shape& shape, const Elements& rest) {
  Elements over(shape.begin(), shape.end()), under = rest;
  for (Element& factor : under) {
    for (Element& other : over) {
      if (factor.same(other)) {
        factor = 1;
        other = 1;
        break;
      }
    }
  }
  const Element total = product(over), divisor = product(under);
  if (divisor.same(0)) return {};
  if (total.known() && divisor.known() && *total.value % *divisor.value != 0) {
    fail("{} elements cannot be divided into rows of {}", *total.value, *divisor.value);
  }
  return divide(total, divisor);
}

Shape solve(const Shape* shape, const Elements& target, bool allow_zero) {
  std::optional<size_t> open;  // the index of -1
  Elements result, rest;
  for (size_t i = 0; i < target.size(); ++i) {
    result.push_back(target_dim(target, i, shape, allow_zero));
    if (!target[i].same(-1)) {
      rest.push_back(result.back());
      continue;
    }
    if (open) fail("the shape holds -1 more than once");
    open = i;
  }
  if (open) result[*open] = shape != nullptr ? remaining(*shape, rest) : Element();
  Shape dims;
  for (const Element& element : result) {
    if (element.known() && *element.value < 0) fail("dimension {} is negative", *element.value);
    dims.push_back(to_dim(element));
  }
  return dims;
}

void infer_reshape(InferContext& context) {
  context.set(0, context.dtype(0));
  const auto target = context.elements(1);
  if (!target) return;
  const bool allow_zero = context.node().get<int64_t>("allowzero", 0) != 0;
  Shape dims = solve(context.shape(0), *target, allow_zero);
  const bool small = dims.size() <= 1;
  context.set(0, context.dtype(0), std::move(dims));
  auto elements = context.elements(0);
  if (small && elements) context.set_elements(0, std::move(*elements));
}

Results evaluate_reshape(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const std::vector<int64_t> target = context.input(1).to_ints();
  const Shape shape = shape_of(x.dims());
  const bool allow_zero = context.node.get<int64_t>("allowzero", 0) != 0;
  auto dims = known_dims(solve(&shape, Elements(target.begin(), target.end()), allow_zero));
  if (!dims) return {};
  if (element_count(*dims) != x.count()) {
    fail("{} elements do not fit the shape {}", x.count(), dims_text(*dims));
  }
  return {reshaped(x, std::move(*dims))};
}

}  // namespace

std::vector<OpSpec> reshape_ops() {
  return {{"Reshape", infer_reshape, evaluate_reshape, {}, pass_through_rule}};
}

}  // namespace sprint::ops
