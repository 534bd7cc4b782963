// Random numbers and other fills of a given shape. Random ones are never folded.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

DType type_of(const ir::Node& node, DType fallback) {
  return static_cast<DType>(node.get<int64_t>("dtype", static_cast<int64_t>(fallback)));
}

void infer_random(InferContext& context) {
  const DType dtype = type_of(context.node(), DType::float32);
  context.set(0, dtype, shape_of(context.node().get<std::vector<int64_t>>("shape", {})));
}

void infer_like(InferContext& context) {
  context.set(0, Fact{type_of(context.node(), context.dtype(0)), context.input(0).shape, {}, {}});
}

void infer_multinomial(InferContext& context) {
  const Shape* shape = context.shape(0);
  const Dim batch = shape != nullptr && !shape->empty() ? shape->front() : Dim();
  context.set(0, type_of(context.node(), DType::int32),
              Shape{batch, context.node().get<int64_t>("sample_size", 1)});
}

}  // namespace

std::vector<OpSpec> random_ops() {
  return {
      {"Bernoulli", infer_like},          {"EyeLike", infer_like},
      {"Multinomial", infer_multinomial}, {"RandomNormal", infer_random},
      {"RandomNormalLike", infer_like},   {"RandomUniform", infer_random},
      {"RandomUniformLike", infer_like},
  };
}

}  // namespace sprint::ops
