// Resize, and Upsample of versions 7 to 9.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

using Scales = std::optional<std::vector<float>>;

Scales constant_floats(const InferContext& context, size_t index) {
  const ir::ConstantPtr constant = context.input(index).constant;
  if (!constant || constant->count() > 64) return std::nullopt;
  return constant->to_floats();
}

// floor(dimension * scale) in float, as ONNX Runtime computes it.
Dim scaled(const Dim& dim, float scale) {
  if (scale == 1.0F) return dim;
  if (!dim.known()) return {};
  const float size = std::floor(static_cast<float>(dim.value) * scale);
  if (!(size >= 0 && size < 0x1p62F)) fail("the scale {} gives no size", scale);
  return static_cast<int64_t>(size);
}

void set_scaled(InferContext& context, const Scales& scales, const std::vector<size_t>& axes) {
  Shape output = *context.shape(0);
  if (scales && scales->size() != axes.size()) {
    fail("{} scales are given for {} axes", scales->size(), axes.size());
  }
  for (size_t i = 0; i < axes.size(); ++i) {
    output[axes[i]] = scales ? scaled(output[axes[i]], (*scales)[i]) : Dim();
  }
  context.set(0, context.dtype(0), std::move(output));
}

std::vector<size_t> resized_axes(const ir::Node& node, size_t rank) {
  auto axes = node.get<std::vector<int64_t>>("axes", {});
  for (size_t i = 0; axes.size() < rank && node.find("axes") == nullptr; ++i) {
    axes.push_back(static_cast<int64_t>(i));
  }
  return normalize_axes(axes, rank);
}

bool is_given(const InferContext& context, size_t index) {
  const Fact& fact = context.input(index);
  return context.has(index) &&
         !(fact.shape && fact.shape->size() == 1 && fact.shape->front() == Dim(0));
}

void infer_resize(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  const std::vector<size_t> axes = resized_axes(context.node(), shape->size());
  const bool version_10 = context.opset() == 10;
  const bool sizes_given = !version_10 && is_given(context, 3);
  const bool stretched =
      context.node().get("keep_aspect_ratio_policy", std::string("stretch")) == "stretch";
  const bool cropped =
      context.node().get("coordinate_transformation_mode", std::string()) == "tf_crop_and_resize";
  if (!sizes_given) {
    const Scales scales = cropped ? std::nullopt : constant_floats(context, version_10 ? 1 : 2);
    return set_scaled(context, scales, axes);
  }
  const auto sizes = context.elements(3);
  if (!sizes || !stretched) return set_scaled(context, std::nullopt, axes);
  if (sizes->size() != axes.size()) {
    fail("{} sizes are given for {} axes", sizes->size(), axes.size());
  }
  Shape output = *shape;
  for (size_t i = 0; i < axes.size(); ++i) output[axes[i]] = to_dim((*sizes)[i]);
  context.set(0, context.dtype(0), std::move(output));
}

void infer_upsample(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  Scales scales;
  if (context.has(1)) {
    scales = constant_floats(context, 1);
  } else {
    scales = context.node().get<std::vector<float>>("scales", {});
  }
  set_scaled(context, scales, resized_axes(context.node(), shape->size()));
}

void scales_to_input(UpgradeContext& context) {
  const ir::Attribute* attribute = context.node.find("scales");
  if (attribute == nullptr) fail("the attribute 'scales' is missing");
  auto scales = attribute->as<std::vector<float>>();
  const auto count = static_cast<int64_t>(scales.size());
  context.node.erase("scales");
  context.set_input(
      1, context.add_constant("scales", ir::Constant::of<float>({count}, std::move(scales))));
}

// Upsample never shrinks, so that it always rounds down; said ahead for the step to version 11.
void upsample_to_resize(UpgradeContext& context) {
  context.node.op_type = "Resize";
  context.node.set({"nearest_mode", std::string("floor")});
  if (context.node.get("mode", std::string("nearest")) == "bilinear") {
    context.node.set({"mode", std::string("linear")});
  }
}

// The rounding of version 10 in nearest mode: down where a dimension grows, up where it shrinks, as
// ONNX's own examples of that version and ONNX Runtime have it.
std::string nearest_mode(const UpgradeContext& context) {
  const ir::ConstantPtr constant = context.constant(1);
  if (!constant) fail("nearest mode with scales that are not constant has no exact counterpart");
  const std::vector<float> scales = constant->to_floats();
  const bool grows = std::any_of(scales.begin(), scales.end(), [](float s) { return s > 1; });
  const bool shrinks = std::any_of(scales.begin(), scales.end(), [](float s) { return s < 1; });
  if (grows && shrinks) {
    fail("nearest mode that shrinks one axis and grows another has no exact counterpart");
  }
  return shrinks ? "ceil" : "floor";
}

void say_coordinates(UpgradeContext& context) {
  if (context.node.get("mode", std::string("nearest")) != "nearest") {
    context.node.erase("nearest_mode");
  } else if (context.node.find("nearest_mode") == nullptr) {
    context.node.set({"nearest_mode", nearest_mode(context)});
  }
  context.node.set({"coordinate_transformation_mode", std::string("asymmetric")});
  context.set_input(2, context.node.input(1));
  context.set_input(1, context.add_constant("roi", ir::Constant::of<float>({0}, {})));
}

// From version 13 on, roi may be left out, and a coordinate transformation is gone: v = (x + 0.5) /
// scale. As half_pixel gives v - 0.5, floor(v) is its rounding with halves up, and v rounded with
// halves down, ceil(v - 0.5), is its ceil.
void resize_11_to_13(UpgradeContext& context) {
  const ir::ConstantPtr roi = context.constant(1);
  if (roi && roi->count() == 0) context.node.inputs[1] = ir::kNoValue;
  if (context.node.get("coordinate_transformation_mode", std::string()) != "tf_half_pixel_for_nn") {
    return;
  }
  const auto rounding = context.node.get("nearest_mode", std::string("round_prefer_floor"));
  const bool nearest = context.node.get("mode", std::string("nearest")) == "nearest";
  if (!nearest || (rounding != "floor" && rounding != "round_prefer_floor")) {
    fail(
        "coordinate_transformation_mode tf_half_pixel_for_nn has a counterpart only with mode "
        "nearest and nearest_mode floor or round_prefer_floor");
  }
  context.node.set({"coordinate_transformation_mode", std::string("half_pixel")});
  context.node.set(
      {"nearest_mode", std::string(rounding == "floor" ? "round_prefer_ceil" : "ceil")});
}

// Cubic interpolation leaves the range of its input.
QuantRule resize_rule(const ir::Node& node, int64_t opset) {
  if (opset < 11 || node.get("mode", std::string("nearest")) == "cubic") return {};
  return pass_through_rule(node, opset);
}

}  // namespace

std::vector<OpSpec> resize_ops() {
  return {
      {"Resize",
       infer_resize,
       nullptr,
       {{11, say_coordinates}, {13, resize_11_to_13}},
       resize_rule},
      {"Upsample", infer_upsample, nullptr, {{9, scales_to_input}, {10, upsample_to_resize}}},
  };
}

}  // namespace sprint::ops
