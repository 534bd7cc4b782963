// The rules of all operators: lower_table.cc lists them.
#pragma once

#include "engine/lowering.h"

namespace sprint::engine {

void lower_conv(Lowering& plan, const ir::Node& node);
void lower_qlinear_conv(Lowering& plan, const ir::Node& node);
void lower_gemm(Lowering& plan, const ir::Node& node);
void lower_qgemm(Lowering& plan, const ir::Node& node);
void lower_quantize_linear(Lowering& plan, const ir::Node& node);
void lower_dequantize_linear(Lowering& plan, const ir::Node& node);
void lower_max_pool(Lowering& plan, const ir::Node& node);
void lower_average_pool(Lowering& plan, const ir::Node& node);
void lower_global_average_pool(Lowering& plan, const ir::Node& node);
void lower_qlinear_average_pool(Lowering& plan, const ir::Node& node);
void lower_qlinear_global_average_pool(Lowering& plan, const ir::Node& node);
void lower_batch_normalization(Lowering& plan, const ir::Node& node);
void lower_activation(Lowering& plan, const ir::Node& node);
void lower_unary(Lowering& plan, const ir::Node& node);
void lower_binary(Lowering& plan, const ir::Node& node);
void lower_qlinear_add(Lowering& plan, const ir::Node& node);
void lower_qlinear_mul(Lowering& plan, const ir::Node& node);
void lower_qlinear_function(Lowering& plan, const ir::Node& node);
void lower_softmax(Lowering& plan, const ir::Node& node);
void lower_reshape(Lowering& plan, const ir::Node& node);
void lower_flatten(Lowering& plan, const ir::Node& node);
void lower_squeeze(Lowering& plan, const ir::Node& node);
void lower_unsqueeze(Lowering& plan, const ir::Node& node);
void lower_transpose(Lowering& plan, const ir::Node& node);
void lower_slice(Lowering& plan, const ir::Node& node);
void lower_concat(Lowering& plan, const ir::Node& node);
void lower_qlinear_concat(Lowering& plan, const ir::Node& node);
void lower_mat_mul(Lowering& plan, const ir::Node& node);
void lower_mat_mul_integer(Lowering& plan, const ir::Node& node);
void lower_qlinear_mat_mul(Lowering& plan, const ir::Node& node);
void lower_mat_mul_integer_to_float(Lowering& plan, const ir::Node& node);
void lower_pad(Lowering& plan, const ir::Node& node);
void lower_resize(Lowering& plan, const ir::Node& node);
void lower_split(Lowering& plan, const ir::Node& node);
void lower_reduce(Lowering& plan, const ir::Node& node);
void lower_depth_to_space(Lowering& plan, const ir::Node& node);
void lower_space_to_depth(Lowering& plan, const ir::Node& node);
void lower_gather(Lowering& plan, const ir::Node& node);
void lower_cast(Lowering& plan, const ir::Node& node);
void lower_expand(Lowering& plan, const ir::Node& node);
void lower_compare(Lowering& plan, const ir::Node& node);
void lower_logic(Lowering& plan, const ir::Node& node);
void lower_pow(Lowering& plan, const ir::Node& node);
void lower_prelu(Lowering& plan, const ir::Node& node);
void lower_where(Lowering& plan, const ir::Node& node);
void lower_qlinear_where(Lowering& plan, const ir::Node& node);
void lower_qlinear_softmax(Lowering& plan, const ir::Node& node);
void lower_arg_extreme(Lowering& plan, const ir::Node& node);
void lower_layer_normalization(Lowering& plan, const ir::Node& node);
void lower_instance_normalization(Lowering& plan, const ir::Node& node);
void lower_lrn(Lowering& plan, const ir::Node& node);
void lower_conv_transpose(Lowering& plan, const ir::Node& node);
void lower_conv_integer(Lowering& plan, const ir::Node& node);
void lower_conv_integer_to_float(Lowering& plan, const ir::Node& node);
void lower_dynamic_quantize_linear(Lowering& plan, const ir::Node& node);
void lower_flip_sign(Lowering& plan, const ir::Node& node);
void lower_constant(Lowering& plan, const ir::Node& node);
void lower_shape(Lowering& plan, const ir::Node& node);
void lower_range(Lowering& plan, const ir::Node& node);
void lower_constant_of_shape(Lowering& plan, const ir::Node& node);
void lower_top_k(Lowering& plan, const ir::Node& node);
void lower_non_zero(Lowering& plan, const ir::Node& node);
void lower_non_max_suppression(Lowering& plan, const ir::Node& node);
void lower_identity(Lowering& plan, const ir::Node& node);
void lower_not(Lowering& plan, const ir::Node& node);
void lower_tile(Lowering& plan, const ir::Node& node);

}  // namespace sprint::engine
