// Gemm with constant weights, in float and in 8 bits: a convolution over a row of one-pixel images,
// or of images whose pixels are the columns.
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/activation.h"
#include "engine/lower/empty_sum.h"
#include "engine/lower/flattened_gemm.h"
#include "engine/lower/matrix.h"
#include "engine/lower/rules.h"
#include "kernels/conv_f32/conv_f32.h"

namespace sprint::engine {
namespace {

// The left operand: a plain matrix, or images that each stand for a row.
struct Rows {
  OperandId id = kNoOperand;
  std::vector<int64_t> dims;  // of the matrix
  kernels::ConvShape image;   // a kernel over all of an image; without channels for a matrix

  bool are_images() const { return image.in_channels > 0; }
};

bool is_transposed(const ir::Node& node) { return node.get<int64_t>("transB", 0) != 0; }

MatrixDims read_dims(const ir::Node& node, const std::vector<int64_t>& rows,
                     const ir::Constant& weights) {
  const bool matrices = rows.size() == 2 && weights.dims().size() == 2;
  if (node.get<int64_t>("transA", 0) != 0 || !matrices) {
    fail("the native runtime takes a matrix that is not transposed, got shape {}", dims_text(rows));
  }
  const bool transposed = is_transposed(node);
  const int64_t in = weights.dims()[transposed ? 1 : 0];
  if (in != rows[1]) {
    fail("weights of shape {} do not fit an input of shape {}", dims_text(weights.dims()),
         dims_text(rows));
  }
  return {static_cast<int32_t>(rows[0]), static_cast<int32_t>(in),
          static_cast<int32_t>(weights.dims()[transposed ? 0 : 1])};
}

kernels::ConvShape shape_of(const Rows& rows, const MatrixDims& dims) {
  kernels::ConvShape shape = rows.are_images() ? rows.image : dims.shape();
  shape.out_channels = dims.out;
  return shape;
}

// run(input image, output image): once for a matrix, once per row for images.
template <typename In, typename Out, typename Run>
void each_input(const Rows& rows, const MatrixDims& dims, const Memory& memory, OperandId out,
                const Run& run) {
  auto* to = memory.data<Out>(out);
  if (!rows.are_images()) {
    return run(dims.input(memory.data<const In>(rows.id)), dims.output(to));
  }
  const MatrixDims row{1, dims.in, dims.out};
  for (int32_t n = 0; n < dims.rows; ++n) {
    run(memory.image<const In>(rows.id, n), row.output(to + ptrdiff_t{n} * dims.out));
  }
}

struct IntegerGemm {
  MatrixDims dims;
  IntegerProduct product;
  kernels::AlignedVector<float> multiplier;
  int32_t zero_point = 0;
};

std::vector<int32_t> integer_bias(const Lowering& plan, const ir::Node& node,
                                  const MatrixDims& dims) {
  if (node.input(6) == ir::kNoValue) return {};
  const std::vector<int64_t> values = plan.constant(node, 6).to_ints();
  std::vector<int32_t> bias(values.begin(), values.end());
  if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
  if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
  return bias;
}

// Times `beta`, one element per output or none.
std::vector<float> float_bias(const Lowering& plan, const ir::Node& node, const MatrixDims& dims) {
  if (node.input(2) == ir::kNoValue) return {};
  std::vector<float> bias = plan.constant(node, 2).to_floats();
  if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
  if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
  for (float& value : bias) value *= node.get("beta", 1.0F);
  return bias;
}

void add_gemm(Lowering& plan, const ir::Node& node, const Rows& rows) {
  if (const DType dtype = plan[rows.id].dtype; dtype != DType::float32) {
    fail("the input is {}", dtype_name(dtype));
  }
  const ir::Constant& weights = plan.constant(node, 1);
  const MatrixDims dims = read_dims(node, rows.dims, weights);
  const std::vector<float> bias = float_bias(plan, node, dims);
  if (dims.in == 0) return lower_empty_sum(plan, node, {dims.rows, dims.out}, 1, bias);
  std::vector<float> values = by_output<float>(dims, weights.to_floats(), is_transposed(node));
  for (float& value : values) value *= node.get("alpha", 1.0F);
  const bool packed_pixels = !rows.are_images() || plan.keep_packed(rows.id);
  auto packed = std::make_shared<kernels::PackedConvF32>(
      kernels::pack_conv_f32(shape_of(rows, dims), values, bias, packed_pixels));
  kernels::FloatOutputStage stage;
  const ir::ValueId result = fuse_activation(plan, node.outputs[0], stage.activation);
  const OperandId out = plan.make(result, Layout::plain, DType::float32, {dims.rows, dims.out});
  const auto kernel = kernels::conv_f32_kernel(plan.isa()).run;
  plan.add("Gemm", {rows.id}, {out}, [=](const Memory& memory) {
    each_input<float, float>(rows, dims, memory, out, [&](const auto& from, const auto& to) {
      kernel(*packed, from, to, stage);
    });
  });
}

void add_qgemm(Lowering& plan, const ir::Node& node, const Rows& rows) {
  if (const DType dtype = plan[rows.id].dtype; dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(dtype));
  }
  if (node.get("alpha", 1.0F) != 1.0F) fail("alpha must be 1");
  auto gemm = std::make_shared<IntegerGemm>();
  gemm->dims = read_dims(node, rows.dims, plan.constant(node, 3));
  gemm->product =
      pack_integer_product(shape_of(rows, gemm->dims),
                           read_integer_matrix(plan, node, 3, 5, gemm->dims, is_transposed(node)),
                           !rows.are_images() || plan.keep_packed(rows.id));
  gemm->product.set_zero_point(plan.zero_point(node, 2), integer_bias(plan, node, gemm->dims));
  const bool floats = node.input(7) == ir::kNoValue;
  gemm->multiplier = column_multipliers(plan, node, 4, gemm->dims, plan.scalar(node, 1),
                                        floats ? 1.0F : plan.scalar(node, 7));
  gemm->zero_point = floats ? 0 : plan.zero_point(node, 8);
  const OperandId out =
      plan.make(node.outputs[0], Layout::plain, floats ? DType::float32 : DType::uint8,
                {gemm->dims.rows, gemm->dims.out});
  const OperandId sums =
      plan.scratch(Layout::plain, DType::int32, {gemm->dims.rows, gemm->product.sum_channels()});
  const auto step = [&](const auto& run) { plan.add("QGemm", {rows.id}, {out, sums}, run); };
  if (floats) {
    step([=, isa = plan.isa()](const Memory& memory) {
      each_input<uint8_t, float>(
          rows, gemm->dims, memory, out, [&](const auto& from, const auto& to) {
            run_product(gemm->product, isa, from, to, {gemm->multiplier.data()},
                        memory.data<int32_t>(sums));
          });
    });
  } else {
    step([=, isa = plan.isa()](const Memory& memory) {
      each_input<uint8_t, uint8_t>(
          rows, gemm->dims, memory, out, [&](const auto& from, const auto& to) {
            run_product(gemm->product, isa, from, to,
                        {gemm->multiplier.data(), gemm->zero_point, 0, 255, nullptr, nullptr},
                        memory.data<int32_t>(sums));
          });
    });
  }
}

// The matrix that input 0 is.
Rows plain_rows(Lowering& plan, const ir::Node& node) {
  const OperandId id = plan.plain(node.inputs[0]);
  return {id, plan[id].dims, {}};
}

}  // namespace

void lower_gemm(Lowering& plan, const ir::Node& node) {
  add_gemm(plan, node, plain_rows(plan, node));
}

// QGemm of com.microsoft: A, scale, zero point, B, scale, zero point, C; output scale and zero
// point where the output is 8 bits, float without.
void lower_qgemm(Lowering& plan, const ir::Node& node) {
  add_qgemm(plan, node, plain_rows(plan, node));
}

bool fuse_flattened_gemm(Lowering& plan, const ir::Node& reshape,
                         const std::vector<int64_t>& rows) {
  const ir::Node* gemm = plan.only_user(reshape.outputs[0]);
  if (gemm == nullptr || !plan.is_channels_last(reshape.inputs[0])) return false;
  const bool in_float = gemm->op_type == "Gemm" && gemm->domain.empty();
  if (!in_float && gemm->op_type != "QGemm") return false;
  const OperandId id = plan.image(reshape.inputs[0]);
  const std::vector<int64_t>& dims = plan[id].dims;
  if (rows.size() != 2 || rows[0] != dims[0]) return false;
  const Rows images{id,
                    rows,
                    {.in_channels = static_cast<int32_t>(dims[1]),
                     .kernel_height = static_cast<int32_t>(dims[2]),
                     .kernel_width = static_cast<int32_t>(dims[3])}};
  in_float ? add_gemm(plan, *gemm, images) : add_qgemm(plan, *gemm, images);
  plan.skip(*gemm);
  return true;
}

}  // namespace sprint::engine
