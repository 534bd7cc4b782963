#include "ops/infer.h"

#include <utility>

#include "base/error.h"

namespace sprint::ops {
namespace {

// More elements than this are weights or data, not shapes.
constexpr int64_t kMaxElements = 1024;

bool is_integer(DType dtype) {
  return dtype == DType::int64 || dtype == DType::int32 || dtype == DType::uint8 ||
         dtype == DType::int8 || dtype == DType::int16 || dtype == DType::uint16 ||
         dtype == DType::uint32 || dtype == DType::boolean;
}

std::optional<Elements> constant_elements(const ir::Constant& constant) {
  if (constant.dims().size() > 1 || constant.count() > kMaxElements ||
      !is_integer(constant.dtype())) {
    return std::nullopt;
  }
  const std::vector<int64_t> values = constant.to_ints();
  return Elements(values.begin(), values.end());
}

// A vector of known length with unknown elements still tells a rank.
std::optional<Elements> unknown_elements(const Fact& fact) {
  if (!fact.shape || fact.shape->size() > 1) return std::nullopt;
  if (fact.shape->empty()) return Elements(1);
  const Dim& length = fact.shape->front();
  if (!length.known() || length.value > kMaxElements) return std::nullopt;
  return Elements(static_cast<size_t>(length.value));
}

}  // namespace

InferContext::InferContext(const ir::Node& node, int64_t opset, std::vector<const Fact*> inputs,
                           InferBody infer_body)
    : node_(node),
      opset_(opset),
      inputs_(std::move(inputs)),
      infer_body_(std::move(infer_body)),
      outputs_(node.outputs.size()) {}

const Fact& InferContext::input(size_t index) const {
  static const Fact nothing;
  return has(index) ? *inputs_[index] : nothing;
}

const Shape* InferContext::shape(size_t index) const {
  const Fact& fact = input(index);
  return fact.shape ? &*fact.shape : nullptr;
}

std::optional<size_t> InferContext::rank(size_t index) const {
  const Shape* known = shape(index);
  return known != nullptr ? std::optional(known->size()) : std::nullopt;
}

std::optional<Elements> InferContext::elements(size_t index) const {
  const Fact& fact = input(index);
  if (fact.constant) return constant_elements(*fact.constant);
  return fact.elements ? fact.elements : unknown_elements(fact);
}

std::optional<std::vector<int64_t>> InferContext::ints(size_t index) const {
  const std::optional<Elements> known = elements(index);
  return known ? known_values(*known) : std::nullopt;
}

void InferContext::set(size_t index, DType dtype) { set(index, Fact{dtype, {}, {}, {}}); }

void InferContext::set(size_t index, DType dtype, Shape shape) {
  set(index, Fact{dtype, std::move(shape), {}, {}});
}

void InferContext::set(size_t index, Fact fact) {
  if (index < outputs_.size()) outputs_[index] = std::move(fact);
}

void InferContext::set_elements(size_t index, Elements elements) {
  if (index < outputs_.size() && elements.size() <= static_cast<size_t>(kMaxElements)) {
    outputs_[index].elements = std::move(elements);
  }
}

size_t normalize_axis(int64_t axis, size_t rank) {
  const auto signed_rank = static_cast<int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) {
    fail("axis {} is out of range for a tensor of rank {}", axis, rank);
  }
  return static_cast<size_t>(axis < 0 ? axis + signed_rank : axis);
}

std::vector<size_t> normalize_axes(const std::vector<int64_t>& axes, size_t rank) {
  std::vector<size_t> normal;
  std::vector<bool> seen(rank);
  for (const int64_t axis : axes) {
    normal.push_back(normalize_axis(axis, rank));
    if (seen[normal.back()]) fail("axis {} is given twice", axis);
    seen[normal.back()] = true;
  }
  return normal;
}

int64_t required_int(const ir::Node& node, std::string_view name) {
  const ir::Attribute* attribute = node.find(name);
  if (attribute == nullptr) fail("the attribute '{}' is missing", name);
  return attribute->as<int64_t>();
}

Shape broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.size() >= b.size() ? a : b;
  const Shape& shorter = a.size() >= b.size() ? b : a;
  Shape result = longer;
  const size_t offset = longer.size() - shorter.size();
  for (size_t i = 0; i < shorter.size(); ++i) {
    Dim& dim = result[offset + i];
    const Dim& other = shorter[i];
    if (dim == Dim(1)) {
      dim = other;
    } else if (other == Dim(1) || dim == other) {
      continue;
    } else if (dim.known() && other.known()) {
      fail("the shapes {} and {} cannot be broadcast together", shape_text(a), shape_text(b));
    } else if (other.known()) {
      dim = other;  // the open one is 1 or the same
    } else if (!dim.known()) {
      dim = Dim();  // either may be 1
    }
  }
  return result;
}

Dim merge(const Dim& a, const Dim& b) {
  if (a.known() && b.known() && a.value != b.value) {
    fail("dimension {} should equal dimension {}", a.value, b.value);
  }
  if (a.known()) return a;
  return b.known() || a.symbol.empty() ? b : a;
}

std::optional<std::vector<int64_t>> attribute_or_input(const InferContext& context,
                                                       std::string_view name, size_t index) {
  if (context.has(index)) return context.ints(index);
  return context.node().get<std::vector<int64_t>>(name, {});
}

void infer_same(InferContext& context) {
  Fact fact = context.input(0);
  context.set(0, Fact{fact.dtype, std::move(fact.shape), {}, {}});
}

std::optional<Shape> broadcast_inputs(const InferContext& context, size_t first) {
  Shape shape;
  for (size_t i = first; i < context.input_count(); ++i) {
    const Shape* next = context.shape(i);
    if (next == nullptr) return std::nullopt;
    shape = broadcast(shape, *next);
  }
  return shape;
}

void infer_broadcast(InferContext& context) {
  context.set(0, Fact{context.dtype(0), broadcast_inputs(context, 0), {}, {}});
}

void infer_compare(InferContext& context) {
  context.set(0, Fact{DType::boolean, broadcast_inputs(context, 0), {}, {}});
}

}  // namespace sprint::ops
