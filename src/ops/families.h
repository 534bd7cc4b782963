// The families of operators, each in the file of its name: what op_table.cc lists.
#pragma once

#include <vector>

namespace sprint::ops {

struct OpSpec;

std::vector<OpSpec> arg_extreme_ops();
std::vector<OpSpec> batch_normalization_ops();
std::vector<OpSpec> cast_ops();
std::vector<OpSpec> clip_ops();
std::vector<OpSpec> concat_ops();
std::vector<OpSpec> constant_ops();
std::vector<OpSpec> control_flow_ops();
std::vector<OpSpec> conv_ops();
std::vector<OpSpec> cumulative_ops();
std::vector<OpSpec> depth_to_space_ops();
std::vector<OpSpec> dft_ops();
std::vector<OpSpec> dropout_ops();
std::vector<OpSpec> einsum_ops();
std::vector<OpSpec> elementwise_ops();
std::vector<OpSpec> expand_ops();
std::vector<OpSpec> flatten_ops();
std::vector<OpSpec> gather_ops();
std::vector<OpSpec> gemm_ops();
std::vector<OpSpec> grid_sample_ops();
std::vector<OpSpec> identity_ops();
std::vector<OpSpec> mat_mul_ops();
std::vector<OpSpec> non_zero_ops();
std::vector<OpSpec> normalize_ops();
std::vector<OpSpec> one_hot_ops();
std::vector<OpSpec> pad_ops();
std::vector<OpSpec> pool_ops();
std::vector<OpSpec> quantize_ops();
std::vector<OpSpec> random_ops();
std::vector<OpSpec> range_ops();
std::vector<OpSpec> recurrent_ops();
std::vector<OpSpec> reduce_ops();
std::vector<OpSpec> reshape_ops();
std::vector<OpSpec> resize_ops();
std::vector<OpSpec> roi_ops();
std::vector<OpSpec> scatter_ops();
std::vector<OpSpec> shape_ops();
std::vector<OpSpec> slice_ops();
std::vector<OpSpec> softmax_ops();
std::vector<OpSpec> split_ops();
std::vector<OpSpec> squeeze_ops();
std::vector<OpSpec> tile_ops();
std::vector<OpSpec> top_k_ops();
std::vector<OpSpec> transpose_ops();
std::vector<OpSpec> unary_ops();
std::vector<OpSpec> where_ops();

}  // namespace sprint::ops
