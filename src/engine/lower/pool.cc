// Pooling: MaxPool, AveragePool, GlobalAveragePool and their forms on 8 bits.
#include "kernels/pool/pool.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "engine/lower/global_mean.h"
#include "engine/lower/rules.h"
#include "engine/window.h"

namespace sprint::engine {
namespace {

using kernels::PoolRequantize;
using kernels::PoolShape;

struct Pool {
  PoolShape shape;
  OperandId in = kNoOperand, out = kNoOperand;
  int64_t batch = 0;
};

void require_image(const Operand& input, bool eight_bits) {
  const bool fits = input.dtype == DType::uint8 || (!eight_bits && input.dtype == DType::float32);
  if (fits && input.dims.size() == 4) return;
  fail("the input is {} of shape {}; the native runtime takes images of {}",
       dtype_name(input.dtype), dims_text(input.dims), eight_bits ? "uint8" : "float32 or uint8");
}

Pool make_pool(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto kernel = node.get("kernel_shape", std::vector<int64_t>{});
  if (kernel.size() != 2) fail("attribute 'kernel_shape' must have 2 elements");
  if (node.get<int64_t>("channels_last", 0) != 0) fail("channels_last is not supported");
  const Window w = read_window(node, kernel[0], kernel[1], input.dims[2], input.dims[3]);
  Pool pool;
  pool.shape = {w.kernel_height,
                w.kernel_width,
                w.stride_y,
                w.stride_x,
                w.dilation_y,
                w.dilation_x,
                w.pads.top,
                w.pads.left,
                w.pads.bottom,
                w.pads.right,
                node.get<int64_t>("count_include_pad", 0) != 0};
  pool.batch = input.dims[0];
  pool.in = plan.image(node.inputs[0]);
  pool.out = plan.make_image(node.outputs[0], input.dtype,
                             {input.dims[0], input.dims[1], w.out_height, w.out_width});
  return pool;
}

void require_pixels(const std::vector<int64_t>& dims) {
  if (dims[2] == 0 || dims[3] == 0)
    fail("the mean of no pixels; the input has shape {}", dims_text(dims));
}

// Scale and zero point of input and output of a QLinear pool: inputs 1 to 4.
PoolRequantize read_requantize(const Lowering& plan, const ir::Node& node) {
  return {plan.zero_point(node, 2), plan.zero_point(node, 4),
          plan.scalar(node, 1) / plan.scalar(node, 3)};
}

// Output of a global pool: one pixel, whose layouts are the same.
OperandId make_pixel(Lowering& plan, const ir::Node& node, const Operand& input) {
  require_pixels(input.dims);
  return plan.make(node.outputs[0], Layout::plain, input.dtype,
                   {input.dims[0], input.dims[1], 1, 1});
}

}  // namespace

void lower_max_pool(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_image(input, false);
  if (node.outputs.size() > 1) fail("the native runtime gives no Indices");
  const Pool pool = make_pool(plan, node);
  const kernels::PoolKernel& kernel = kernels::pool_kernel(plan.isa());
  const bool floats = input.dtype == DType::float32;
  plan.add("MaxPool", {pool.in}, {pool.out}, [=, &kernel](const Memory& memory) {
    for (int64_t n = 0; n < pool.batch; ++n) {
      if (floats) {
        kernel.max_f32(pool.shape, memory.image<const float>(pool.in, n),
                       memory.image<float>(pool.out, n));
      } else {
        kernel.max_u8(pool.shape, memory.image<const uint8_t>(pool.in, n),
                      memory.image<uint8_t>(pool.out, n));
      }
    }
  });
}

void lower_average_pool(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_image(input, false);
  if (input.dtype != DType::float32) fail("the native runtime averages float32");
  const Pool pool = make_pool(plan, node);
  const auto kernel = kernels::pool_kernel(plan.isa()).average_f32;
  plan.add("AveragePool", {pool.in}, {pool.out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < pool.batch; ++n) {
      kernel(pool.shape, memory.image<const float>(pool.in, n), memory.image<float>(pool.out, n));
    }
  });
}

void lower_qlinear_average_pool(Lowering& plan, const ir::Node& node) {
  require_image(plan.describe(node.inputs[0]), true);
  const Pool pool = make_pool(plan, node);
  const auto kernel = kernels::pool_kernel(plan.isa()).average_u8;
  const PoolRequantize requantize = read_requantize(plan, node);
  plan.add("QLinearAveragePool", {pool.in}, {pool.out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < pool.batch; ++n) {
      kernel(pool.shape, requantize, memory.image<const uint8_t>(pool.in, n),
             memory.image<uint8_t>(pool.out, n));
    }
  });
}

void lower_global_average_pool(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_image(input, false);
  if (input.dtype != DType::float32) fail("the native runtime averages float32");
  const OperandId in = plan.image(node.inputs[0]), out = make_pixel(plan, node, input);
  const auto kernel = kernels::pool_kernel(plan.isa()).global_average_f32;
  plan.add("GlobalAveragePool", {in}, {out}, [=, dims = input.dims](const Memory& memory) {
    for (int64_t n = 0; n < dims[0]; ++n) {
      kernel(memory.image<const float>(in, n), memory.data<float>(out) + n * dims[1]);
    }
  });
}

bool fuse_global_mean(Lowering& plan, const ir::Node& dequantize) {
  const ir::Node* pool = plan.only_user(dequantize.outputs[0]);
  if (pool == nullptr || pool->op_type != "GlobalAveragePool") return false;
  if (!plan.is_channels_last(dequantize.inputs[0])) return false;
  plan.skip(*pool);
  const OperandId in = plan.image(dequantize.inputs[0]);
  const std::vector<int64_t> dims = plan[in].dims;
  require_pixels(dims);
  const OperandId out =
      plan.make(pool->outputs[0], Layout::plain, DType::float32, {dims[0], dims[1], 1, 1});
  const auto kernel = kernels::pool_kernel(plan.isa()).global_mean_u8;
  const float scale = plan.scalar(dequantize, 1);
  const int32_t zero = plan.zero_point(dequantize, 2);
  plan.add("GlobalAveragePool", {in}, {out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < dims[0]; ++n) {
      kernel(zero, scale, memory.image<const uint8_t>(in, n),
             memory.data<float>(out) + n * dims[1]);
    }
  });
  return true;
}

void lower_qlinear_global_average_pool(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_image(input, true);
  const OperandId in = plan.image(node.inputs[0]), out = make_pixel(plan, node, input);
  const auto kernel = kernels::pool_kernel(plan.isa()).global_average_u8;
  const PoolRequantize requantize = read_requantize(plan, node);
  plan.add("QLinearGlobalAveragePool", {in}, {out}, [=, dims = input.dims](const Memory& memory) {
    for (int64_t n = 0; n < dims[0]; ++n) {
      kernel(requantize, memory.image<const uint8_t>(in, n),
             memory.data<uint8_t>(out) + n * dims[1]);
    }
  });
}

}  // namespace sprint::engine
