// ReduceMean, ReduceSum, ReduceMax, ReduceMin and the like on floats.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// Where the sets of elements start that give one element each, and the places within a set.
struct Sets {
  Dims starts, places;
};

using Reduce = float (*)(const float* first, const Dims& places);

double sum(const float* first, const Dims& places) {
  double total = 0;
  for (const int64_t place : places) total += static_cast<double>(first[place]);
  return total;
}

double sum_of_squares(const float* first, const Dims& places) {
  double total = 0;
  for (const int64_t place : places) {
    total += static_cast<double>(first[place]) * static_cast<double>(first[place]);
  }
  return total;
}

float reduce_sum(const float* first, const Dims& places) {
  return static_cast<float>(sum(first, places));
}

float reduce_mean(const float* first, const Dims& places) {
  return static_cast<float>(sum(first, places) / static_cast<double>(places.size()));
}

float reduce_sum_square(const float* first, const Dims& places) {
  return static_cast<float>(sum_of_squares(first, places));
}

float reduce_l2(const float* first, const Dims& places) {
  return static_cast<float>(std::sqrt(sum_of_squares(first, places)));
}

float reduce_l1(const float* first, const Dims& places) {
  double total = 0;
  for (const int64_t place : places) total += std::abs(static_cast<double>(first[place]));
  return static_cast<float>(total);
}

float reduce_prod(const float* first, const Dims& places) {
  double total = 1;
  for (const int64_t place : places) total *= static_cast<double>(first[place]);
  return static_cast<float>(total);
}

float reduce_max(const float* first, const Dims& places) {
  float best = -std::numeric_limits<float>::infinity();
  for (const int64_t place : places) {
    if (first[place] > best || std::isnan(first[place])) best = first[place];
  }
  return best;
}

float reduce_min(const float* first, const Dims& places) {
  float best = std::numeric_limits<float>::infinity();
  for (const int64_t place : places) {
    if (first[place] < best || std::isnan(first[place])) best = first[place];
  }
  return best;
}

Reduce reduce_of(const std::string& op_type) {
  static const std::unordered_map<std::string, Reduce> table{
      {"ReduceL1", reduce_l1},   {"ReduceL2", reduce_l2},
      {"ReduceMax", reduce_max}, {"ReduceMean", reduce_mean},
      {"ReduceMin", reduce_min}, {"ReduceProd", reduce_prod},
      {"ReduceSum", reduce_sum}, {"ReduceSumSquare", reduce_sum_square}};
  return table.at(op_type);
}

Sets plan_sets(const Dims& dims, const std::vector<bool>& reduced) {
  const Dims strides = ops::dense_strides(dims);
  Dims kept, kept_strides, within, within_strides;
  for (size_t i = 0; i < dims.size(); ++i) {
    (reduced[i] ? within : kept).push_back(dims[i]);
    (reduced[i] ? within_strides : kept_strides).push_back(strides[i]);
  }
  return {ops::positions({kept, kept_strides, 0}), ops::positions({within, within_strides, 0})};
}

Dims reduced_dims(const ir::Node& node, const Dims& dims, const std::vector<bool>& reduced) {
  const bool keep = node.get<int64_t>("keepdims", 1) != 0;
  Dims result;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (!reduced[i]) result.push_back(dims[i]);
    if (reduced[i] && keep) result.push_back(1);
  }
  return result;
}

}  // namespace

void lower_reduce(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32) {
    fail("the input is {}; the native runtime takes float32", dtype_name(input.dtype));
  }
  const Dims axes =
      node.input(1) != ir::kNoValue ? plan.constant(node, 1).to_ints() : node.get("axes", Dims{});
  const OperandId in = plan.plain(node.inputs[0]);
  const bool noop = node.get<int64_t>("noop_with_empty_axes", 0) != 0;
  if (axes.empty() && noop) {
    plan.make_alias(node.outputs[0], Layout::plain, input.dims, in);
    return;
  }
  std::vector<bool> reduced(input.dims.size(), axes.empty());
  for (const int64_t axis : axes) reduced[axis_within(axis, input.dims.size())] = true;
  auto sets = std::make_shared<const Sets>(plan_sets(input.dims, reduced));
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32,
                                  reduced_dims(node, input.dims, reduced));
  plan.add(node.op_type, {in}, {out}, [=, reduce = reduce_of(node.op_type)](const Memory& memory) {
    float* to = memory.data<float>(out);
    for (const int64_t start : sets->starts) {
      *to++ = reduce(memory.data<const float>(in) + start, sets->places);
    }
  });
}

}  // namespace sprint::engine
