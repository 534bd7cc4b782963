// Reductions over axes.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Which axes are reduced: all, unless axes are given or none is asked for.
std::vector<bool> reduced_axes(const ir::Node& node, const std::vector<int64_t>& axes,
                               size_t rank) {
  const bool none_is_none = node.get<int64_t>("noop_with_empty_axes", 0) != 0;
  std::vector<bool> reduced(rank, axes.empty() && !none_is_none);
  for (const size_t axis : normalize_axes(axes, rank)) reduced[axis] = true;
  return reduced;
}

void infer_reduce(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const bool keep = context.node().get<int64_t>("keepdims", 1) != 0;
  const auto axes = attribute_or_input(context, "axes", 1);
  if (shape == nullptr) return;
  if (!axes) {
    if (keep) context.set(0, context.dtype(0), Shape(shape->size()));
    return;
  }
  const std::vector<bool> reduced = reduced_axes(context.node(), *axes, shape->size());
  Shape output;
  for (size_t i = 0; i < shape->size(); ++i) {
    if (!reduced[i]) {
      output.push_back((*shape)[i]);
    } else if (keep) {
      output.emplace_back(1);
    }
  }
  context.set(0, context.dtype(0), std::move(output));
}

// Elements that fall together, as rows of a matrix [kept elements, reduced elements].
struct Rows {
  std::vector<int64_t> dims;  // of the result
  int64_t length = 1;
  ir::ConstantPtr matrix;
};

Rows rows_of(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const std::vector<bool> reduced =
      reduced_axes(context.node, attribute_or_input(context, "axes", 1), x.dims().size());
  const bool keep = context.node.get<int64_t>("keepdims", 1) != 0;
  const std::vector<int64_t> strides = dense_strides(x.dims());
  Rows rows;
  StridedView kept, folded;
  for (size_t i = 0; i < reduced.size(); ++i) {
    StridedView& view = reduced[i] ? folded : kept;
    view.dims.push_back(x.dims()[i]);
    view.strides.push_back(strides[i]);
    if (!reduced[i]) rows.dims.push_back(x.dims()[i]);
    if (reduced[i] && keep) rows.dims.push_back(1);
  }
  rows.length = element_count(folded.dims);
  kept.dims.insert(kept.dims.end(), folded.dims.begin(), folded.dims.end());
  kept.strides.insert(kept.strides.end(), folded.strides.begin(), folded.strides.end());
  rows.matrix = gather_view(x, kept);
  return rows;
}

template <typename T, T (*kFold)(T, T)>
std::vector<T> fold_rows(const std::vector<T>& values, int64_t length) {
  std::vector<T> totals;
  const auto step = static_cast<size_t>(length);
  for (size_t first = 0; first < values.size(); first += step) {
    T total = values[first];
    for (size_t i = 1; i < step; ++i) total = kFold(total, values[first + i]);
    totals.push_back(total);
  }
  return totals;
}

template <double (*kFloat)(double, double), int64_t (*kInt)(int64_t, int64_t), bool kMean = false>
Results evaluate(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (x.count() == 0 || !fits(context, x.dtype(), x.dims())) return {};
  if (is_float(x.dtype())) {
    Rows rows = rows_of(context);
    auto totals = fold_rows<double, kFloat>(to_doubles(*rows.matrix), rows.length);
    if (kMean) {
      for (double& total : totals) total /= static_cast<double>(rows.length);
    }
    return {from_doubles(x.dtype(), std::move(rows.dims), totals)};
  }
  if (!is_integer(x.dtype()) || kInt == nullptr) return {};
  Rows rows = rows_of(context);
  const auto totals = fold_rows<int64_t, kInt>(rows.matrix->to_ints(), rows.length);
  return {from_ints(x.dtype(), std::move(rows.dims), totals)};
}

double sum_float(double a, double b) { return a + b; }
double product_float(double a, double b) { return a * b; }
double least_float(double a, double b) { return std::isnan(a) || a < b ? a : b; }
double greatest_float(double a, double b) { return std::isnan(a) || a > b ? a : b; }
int64_t sum_int(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t product_int(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
int64_t least_int(int64_t a, int64_t b) { return std::min(a, b); }
int64_t greatest_int(int64_t a, int64_t b) { return std::max(a, b); }

// The product of a shape's elements.
void infer_reduce_prod(InferContext& context) {
  infer_reduce(context);
  const auto elements = context.elements(0);
  const auto axes = attribute_or_input(context, "axes", 1);
  if (!elements || context.rank(0) != 1 || !axes) return;
  if (reduced_axes(context.node(), *axes, 1).front()) {
    context.set_elements(0, {product(*elements)});
  }
}

void axes_to_input(UpgradeContext& context) { context.attribute_to_input("axes", 1); }

QuantRule extreme_rule(const ir::Node& node, int64_t opset) {
  return opset < 12 ? QuantRule{} : pass_through_rule(node, opset);
}

}  // namespace

std::vector<OpSpec> reduce_ops() {
  const std::vector<Upgrade> axes_at_18{{18, axes_to_input}};
  std::vector<OpSpec> specs{
      {"ReduceMax", infer_reduce, evaluate<greatest_float, greatest_int>, axes_at_18, extreme_rule},
      {"ReduceMean", infer_reduce, evaluate<sum_float, nullptr, true>, axes_at_18},
      {"ReduceMin", infer_reduce, evaluate<least_float, least_int>, axes_at_18, extreme_rule},
      {"ReduceProd", infer_reduce_prod, evaluate<product_float, product_int>, axes_at_18},
      {"ReduceSum", infer_reduce, evaluate<sum_float, sum_int>, {{13, axes_to_input}}},
  };
  for (const std::string_view name :
       {"ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"}) {
    specs.push_back({name, infer_reduce, nullptr, axes_at_18});
  }
  return specs;
}

}  // namespace sprint::ops
