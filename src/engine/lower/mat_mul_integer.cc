// MatMulInteger, and MatMulIntegerToFloat of com.microsoft.
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/batches.h"
#include "engine/lower/integer_product.h"
#include "engine/lower/matrix.h"
#include "engine/lower/quantize_step.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

struct Product {
  MatrixDims dims;
  IntegerProduct product;
  OperandId in = kNoOperand, zero_point = kNoOperand, sums = kNoOperand, out = kNoOperand;
  RunScale scale;  // of a float result
};

// Input 0 is A, input 1 B; their zero points are inputs `zero` and `zero` + 1.
std::shared_ptr<Product> make_product(Lowering& plan, const ir::Node& node, size_t zero,
                                      DType result) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(input.dtype));
  }
  auto made = std::make_shared<Product>();
  made->dims = matrix_dims(input.dims, plan.constant(node, 1).dims());
  const MatrixDims& dims = made->dims;
  made->product = pack_integer_product(
      dims.shape(), read_integer_matrix(plan, node, 1, zero + 1, dims, false), true);
  made->in = plan.plain(node.inputs[0]);
  made->zero_point = one_element(plan, node, zero, DType::uint8);
  made->sums = plan.scratch(Layout::plain, DType::int32, {dims.rows, made->product.sum_channels()});
  made->out = plan.make(node.outputs[0], Layout::plain, result, product_dims(input.dims, dims));
  return made;
}

std::vector<OperandId> inputs_of(const Product& made) {
  std::vector<OperandId> inputs = made.scale.operands();
  inputs.push_back(made.in);
  if (made.zero_point != kNoOperand) inputs.push_back(made.zero_point);
  return inputs;
}

// Of two computed operands.
void multiply_computed(Lowering& plan, const ir::Node& node) {
  const Operand first = plan.describe(node.inputs[0]), second = plan.describe(node.inputs[1]);
  if (first.dtype != DType::uint8 || second.dtype != DType::uint8) {
    fail("the inputs are {} and {}; the native runtime takes uint8", dtype_name(first.dtype),
         dtype_name(second.dtype));
  }
  auto shape = std::make_shared<const Batches>(plan_batches(first.dims, second.dims));
  std::vector<OperandId> inputs{plan.plain(node.inputs[0]), plan.plain(node.inputs[1])};
  const OperandId a = inputs[0], b = inputs[1];
  const OperandId a_zero = one_element(plan, node, 2, DType::uint8);
  const OperandId b_zero = one_element(plan, node, 3, DType::uint8);
  for (const OperandId id : {a_zero, b_zero}) {
    if (id != kNoOperand) inputs.push_back(id);
  }
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::int32, shape->dims);
  plan.add("MatMulInteger", inputs, {out}, [=](const Memory& memory) {
    int32_t* y = memory.data<int32_t>(out);
    for (size_t i = 0; i < shape->a.size(); ++i, y += shape->rows * shape->out) {
      multiply(*shape, memory.data<const uint8_t>(a) + shape->a[i],
               memory.data<const uint8_t>(b) + shape->b[i], y, zero_point_in(memory, a_zero),
               zero_point_in(memory, b_zero));
    }
  });
}

}  // namespace

// Inputs: A, B, zero points of both.
void lower_mat_mul_integer(Lowering& plan, const ir::Node& node) {
  if (plan.graph().constant(node.inputs[1]) == nullptr) return multiply_computed(plan, node);
  const auto made = make_product(plan, node, 2, DType::int32);
  plan.add("MatMulInteger", inputs_of(*made), {made->out, made->sums},
           [made, isa = plan.isa()](const Memory& memory) {
             made->product.set_zero_point(zero_point_in(memory, made->zero_point));
             run_product(made->product, isa, made->dims.input(memory.data<const uint8_t>(made->in)),
                         made->dims.output(memory.data<int32_t>(made->out)),
                         memory.data<int32_t>(made->sums));
           });
}

// Inputs: A, B, scales of both, zero points of both, bias.
void lower_mat_mul_integer_to_float(Lowering& plan, const ir::Node& node) {
  const auto made = make_product(plan, node, 4, DType::float32);
  const OperandId bias = node.input(6) == ir::kNoValue ? kNoOperand : plan.plain(node.inputs[6]);
  made->scale =
      RunScale(plan, plan.plain(node.inputs[2]), plan.plain(node.inputs[3]), bias, made->dims.out);
  plan.add("MatMulIntegerToFloat", inputs_of(*made), {made->out, made->sums},
           [made, isa = plan.isa()](const Memory& memory) {
             made->product.set_zero_point(zero_point_in(memory, made->zero_point));
             made->scale.read(memory);
             run_product(made->product, isa, made->dims.input(memory.data<const uint8_t>(made->in)),
                         made->dims.output(memory.data<float>(made->out)), made->scale.from(0),
                         memory.data<int32_t>(made->sums));
           });
}

}  // namespace sprint::engine
