// What is known when a plan is made: Constant, Shape, Size, Range and ConstantOfShape.
#include <cstring>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "ops/op.h"

namespace sprint::engine {

void lower_constant(Lowering& plan, const ir::Node& node) {
  const ops::Results results = ops::find_op("", "Constant")->evaluate({node, plan.opset(), {}});
  if (results.empty() || dtype_bits(results[0]->dtype()) == 0) {
    fail("the native runtime has no such Constant");
  }
  plan.make_constant(node.outputs[0], results[0]);
}

void lower_shape(Lowering& plan, const ir::Node& node) {
  ops::Fact input;
  input.shape = shape_of(plan.describe(node.inputs[0]).dims);
  ops::InferContext context(node, plan.opset(), {&input}, {});
  ops::find_op("", node.op_type)->infer(context);
  const ops::Fact result = context.take_outputs()[0];
  plan.make_constant(node.outputs[0], ops::from_ints(DType::int64, *known_dims(*result.shape),
                                                     *ops::known_values(*result.elements)));
}

void lower_range(Lowering& plan, const ir::Node& node) {
  ops::EvalContext context{node, plan.opset(), {}};
  for (size_t i = 0; i < 3; ++i) {
    plan.constant(node, i);
    context.inputs.push_back(plan.graph().constant(node.inputs[i]));
  }
  const ops::Results results = ops::find_op("", "Range")->evaluate(context);
  if (results.empty()) fail("the native runtime has no Range of this type or length");
  plan.make_constant(node.outputs[0], results[0]);
}

void lower_constant_of_shape(Lowering& plan, const ir::Node& node) {
  const std::vector<int64_t> dims = plan.constant(node, 0).to_ints();
  ir::ConstantPtr value = ir::Constant::scalar(0.0F);
  if (node.find("value") != nullptr) value = node.find("value")->as<ir::ConstantPtr>();
  const size_t size = static_cast<size_t>(dtype_bits(value->dtype())) / 8;
  if (value->count() != 1 || size == 0) fail("the value must be one number of 8 bits or more");
  Tensor filled(value->dtype(), dims);
  for (size_t at = 0; at < filled.data.size(); at += size) {
    std::memcpy(filled.data.data() + at, value->data().data(), size);
  }
  plan.make_constant(node.outputs[0], ir::Constant::make(std::move(filled)));
}

}  // namespace sprint::engine
