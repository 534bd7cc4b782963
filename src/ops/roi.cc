// Operators on regions and boxes.
#include <string>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

Dim first_dim(const InferContext& context, size_t input) {
  const Shape* shape = context.shape(input);
  return shape != nullptr && !shape->empty() ? shape->front() : Dim();
}

void infer_roi_align(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr || shape->size() != 4) return;
  const ir::Node& node = context.node();
  context.set(0, context.dtype(0),
              Shape{first_dim(context, 1), (*shape)[1], node.get<int64_t>("output_height", 1),
                    node.get<int64_t>("output_width", 1)});
}

// The default of version 16 is another; version 10 had no choice.
void say_coordinates(UpgradeContext& context) {
  if (context.node.find("coordinate_transformation_mode") != nullptr) return;
  context.node.set({"coordinate_transformation_mode", std::string("output_half_pixel")});
}

void infer_max_roi_pool(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const auto pooled = context.node().get<std::vector<int64_t>>("pooled_shape", {});
  if (shape == nullptr || shape->size() != 4 || pooled.size() != 2) return;
  context.set(0, context.dtype(0), Shape{first_dim(context, 1), (*shape)[1], pooled[0], pooled[1]});
}

void infer_non_max_suppression(InferContext& context) {
  context.set(0, DType::int64, Shape{Dim(), Dim(3)});
}

}  // namespace

std::vector<OpSpec> roi_ops() {
  return {
      {"MaxRoiPool", infer_max_roi_pool},
      {"NonMaxSuppression", infer_non_max_suppression},
      {"RoiAlign", infer_roi_align, nullptr, {{16, say_coordinates}}},
  };
}

}  // namespace sprint::ops
