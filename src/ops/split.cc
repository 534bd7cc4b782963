#include <numeric>
#include <optional>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Equal parts; the last is smaller where `dim` cannot be divided evenly (version 18).
std::vector<int64_t> even_parts(int64_t dim, size_t count) {
  const auto parts = static_cast<int64_t>(count);
  const int64_t size = dim / parts + (dim % parts != 0 ? 1 : 0);
  std::vector<int64_t> sizes(count, size);
  sizes.back() = dim - size * (parts - 1);
  if (sizes.back() < 0) fail("a dimension of {} cannot be split into {} parts", dim, count);
  return sizes;
}

void check_parts(const std::vector<int64_t>& sizes, size_t outputs, const Dim& dim) {
  if (sizes.size() != outputs) {
    fail("{} sizes are given for {} outputs", sizes.size(), outputs);
  }
  int64_t total = 0;
  for (const int64_t size : sizes) {
    if (size < 0 || __builtin_add_overflow(total, size, &total)) {
      fail("the size {} of a part cannot be", size);
    }
  }
  if (dim.known() && total != dim.value) {
    fail("the parts add up to {}, but the dimension is {}", total, dim.value);
  }
}

void infer_split(InferContext& context) {
  const size_t count = context.node().outputs.size();
  for (size_t i = 0; i < count; ++i) context.set(i, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr || count == 0) return;
  const size_t axis = normalize_axis(context.node().get<int64_t>("axis", 0), shape->size());
  const Dim dim = (*shape)[axis];
  auto sizes = attribute_or_input(context, "split", 1);
  if (sizes && sizes->empty() && !context.has(1)) {
    sizes = dim.known() ? std::optional(even_parts(dim.value, count)) : std::nullopt;
  }
  if (sizes) check_parts(*sizes, count, dim);
  for (size_t i = 0; i < count; ++i) {
    Shape part = *shape;
    part[axis] = sizes ? Dim((*sizes)[i]) : Dim();
    context.set(i, context.dtype(0), std::move(part));
  }
}

Results evaluate_split(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const size_t count = context.node.outputs.size();
  if (count == 0 || !fits(context, x.dtype(), x.dims())) return {};
  const size_t axis = normalize_axis(context.node.get<int64_t>("axis", 0), x.dims().size());
  std::vector<int64_t> sizes = attribute_or_input(context, "split", 1);
  if (sizes.empty()) sizes = even_parts(x.dims()[axis], count);
  check_parts(sizes, count, x.dims()[axis]);
  Results parts;
  StridedView view{x.dims(), dense_strides(x.dims())};
  for (const int64_t size : sizes) {
    view.dims[axis] = size;
    parts.push_back(gather_view(x, view));
    view.offset += size * view.strides[axis];
  }
  return parts;
}

void sizes_to_input(UpgradeContext& context) { context.attribute_to_input("split", 1); }

// Version 18 wants the number of parts said where their sizes are not.
void say_count(UpgradeContext& context) {
  if (context.node.input(1) != ir::kNoValue) return;
  context.node.set({"num_outputs", static_cast<int64_t>(context.node.outputs.size())});
}

}  // namespace

std::vector<OpSpec> split_ops() {
  return {{"Split",
           infer_split,
           evaluate_split,
           {{13, sizes_to_input}, {18, say_count}},
           pass_through_rule}};
}

}  // namespace sprint::ops
