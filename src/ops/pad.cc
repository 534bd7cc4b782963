#include <string>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_pad(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  const auto pads = context.has(1) ? context.elements(1) : [&context] {
    const auto values = context.node().get<std::vector<int64_t>>("pads", {});
    return std::optional(Elements(values.begin(), values.end()));
  }();
  std::vector<int64_t> axes;
  for (size_t i = 0; i < shape->size(); ++i) axes.push_back(static_cast<int64_t>(i));
  if (context.has(3)) {
    const auto given = context.ints(3);
    if (!given) return context.set(0, context.dtype(0), Shape(shape->size()));
    axes = *given;
  }
  const std::vector<size_t> normal = normalize_axes(axes, shape->size());
  if (!pads) return context.set(0, context.dtype(0), Shape(shape->size()));
  if (pads->size() != 2 * normal.size()) {
    fail("{} pads are given for {} axes", pads->size(), normal.size());
  }
  Shape output = *shape;
  for (size_t i = 0; i < normal.size(); ++i) {
    Dim& dim = output[normal[i]];
    const Element grown = add(Element(dim), add((*pads)[i], (*pads)[i + normal.size()]));
    if (grown.known() && *grown.value < 0) fail("the pads remove more than axis {} has", normal[i]);
    dim = to_dim(grown);
  }
  context.set(0, context.dtype(0), std::move(output));
}

// Version 11 takes pads and value as inputs.
void settings_to_inputs(UpgradeContext& context) {
  if (context.node.find("pads") == nullptr) fail("the attribute 'pads' is missing");
  context.attribute_to_input("pads", 1);
  const auto value = context.node.get("value", 0.0F);
  context.node.erase("value");
  if (value == 0.0F) return;
  const DType dtype = context.dtype(0);
  if (dtype == DType::undefined) fail("the type of the input is not known");
  context.set_input(2, context.add_constant("value", from_doubles(dtype, {}, {value})));
}

QuantRule pad_rule(const ir::Node& node, int64_t opset) {
  return opset < 11 ? QuantRule{} : pass_through_rule(node, opset);
}

}  // namespace

std::vector<OpSpec> pad_ops() {
  return {{"Pad", infer_pad, nullptr, {{11, settings_to_inputs}}, pad_rule}};
}

}  // namespace sprint::ops
