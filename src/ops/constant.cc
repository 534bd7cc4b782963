// Constant and ConstantOfShape.
#include <utility>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

template <typename T>
ir::ConstantPtr vector_of(const ir::Attribute& attribute) {
  auto values = attribute.as<std::vector<T>>();
  const auto count = static_cast<int64_t>(values.size());
  return ir::Constant::of<T>({count}, std::move(values));
}

ir::ConstantPtr constant_value(const ir::Node& node) {
  if (const auto* tensor = node.find("value")) return tensor->as<ir::ConstantPtr>();
  if (const auto* ints = node.find("value_ints")) return vector_of<int64_t>(*ints);
  if (const auto* floats = node.find("value_floats")) return vector_of<float>(*floats);
  if (const auto* number = node.find("value_int")) {
    return ir::Constant::scalar<int64_t>(number->as<int64_t>());
  }
  if (const auto* number = node.find("value_float")) {
    return ir::Constant::scalar<float>(number->as<float>());
  }
  return nullptr;
}

Results evaluate_constant(const EvalContext& context) {
  ir::ConstantPtr value = constant_value(context.node);
  if (!value) return {};
  return {std::move(value)};
}

DType fill_type(const ir::Node& node) {
  const ir::ConstantPtr value = node.get<ir::ConstantPtr>("value", nullptr);
  return value ? value->dtype() : DType::float32;
}

void infer_constant_of_shape(InferContext& context) {
  const DType dtype = fill_type(context.node());
  context.set(0, dtype);
  const auto elements = context.elements(0);
  if (!elements) return;
  Shape shape;
  for (const Element& element : *elements) shape.push_back(to_dim(element));
  context.set(0, dtype, std::move(shape));
}

Results evaluate_constant_of_shape(const EvalContext& context) {
  const std::vector<int64_t> dims = context.input(0).to_ints();
  ir::ConstantPtr value = context.node.get<ir::ConstantPtr>("value", nullptr);
  if (!value) value = ir::Constant::scalar<float>(0.0F);
  if (value->count() != 1 || !fits(context, value->dtype(), dims)) return {};
  return {gather_view(*value, {dims, std::vector<int64_t>(dims.size(), 0)})};
}

}  // namespace

std::vector<OpSpec> constant_ops() {
  return {{"Constant", nullptr, evaluate_constant},
          {"ConstantOfShape", infer_constant_of_shape, evaluate_constant_of_shape}};
}

}  // namespace sprint::ops
