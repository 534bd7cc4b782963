#include <algorithm>
#include <utility>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

using Family = std::vector<OpSpec> (*)();

constexpr Family kFamilies[] = {
    arg_extreme_ops,  batch_normalization_ops,
    cast_ops,         clip_ops,
    concat_ops,       constant_ops,
    control_flow_ops, conv_ops,
    cumulative_ops,   depth_to_space_ops,
    dft_ops,          dropout_ops,
    einsum_ops,       elementwise_ops,
    expand_ops,       flatten_ops,
    gather_ops,       gemm_ops,
    grid_sample_ops,  identity_ops,
    mat_mul_ops,      non_zero_ops,
    normalize_ops,    one_hot_ops,
    pad_ops,          pool_ops,
    quantize_ops,     random_ops,
    range_ops,        recurrent_ops,
    reduce_ops,       reshape_ops,
    resize_ops,       roi_ops,
    scatter_ops,      shape_ops,
    slice_ops,        softmax_ops,
    split_ops,        squeeze_ops,
    tile_ops,         top_k_ops,
    transpose_ops,    unary_ops,
    where_ops,
};

std::vector<OpSpec> collect() {
  std::vector<OpSpec> specs;
  for (const Family family : kFamilies) {
    for (OpSpec& spec : family()) specs.push_back(std::move(spec));
  }
  return specs;
}

std::pair<std::string_view, std::string_view> key(const OpSpec* spec) {
  return {spec->domain, spec->name};
}

}  // namespace

const std::vector<OpSpec>& all_ops() {
  static const std::vector<OpSpec> specs = collect();
  return specs;
}

const OpSpec* find_op(std::string_view domain, std::string_view name) {
  static const auto by_name = [] {
    std::vector<const OpSpec*> specs;
    for (const OpSpec& spec : all_ops()) specs.push_back(&spec);
    std::ranges::sort(specs, {}, key);
    return specs;
  }();
  const std::pair wanted(domain == "ai.onnx" ? "" : domain, name);
  const auto found = std::ranges::lower_bound(by_name, wanted, {}, key);
  return found == by_name.end() || key(*found) != wanted ? nullptr : *found;
}

}  // namespace sprint::ops
