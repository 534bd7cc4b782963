// Shape and type inference: what an operator's rule is given, and what it answers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ops/element.h"

namespace sprint::ops {

// What is known of a value before the model runs; everything may be unknown.
struct Fact {
  DType dtype = DType::undefined;
  std::optional<Shape> shape;
  ir::ConstantPtr constant;          // the value itself
  std::optional<Elements> elements;  // of an integer tensor of rank 0 or 1: its elements so far as
                                     // shape arithmetic knows them
};

// One node under inference. Rules read facts of inputs, may throw Error where they contradict the
// operator's contract (the driver names the node), and set facts of outputs; what they leave unset
// is unknown.
class InferContext {
 public:
  // Infers the body in `attribute`, given facts of its inputs; returns those of its outputs.
  using InferBody =
      std::function<std::vector<Fact>(const std::string& attribute, std::vector<Fact> inputs)>;

  // `inputs` has one pointer per input of the node, null for one that is left out.
  InferContext(const ir::Node& node, int64_t opset, std::vector<const Fact*> inputs,
               InferBody infer_body);

  const ir::Node& node() const { return node_; }
  int64_t opset() const { return opset_; }  // version of the node's own domain
  size_t input_count() const { return inputs_.size(); }
  bool has(size_t index) const { return index < inputs_.size() && inputs_[index] != nullptr; }

  // Facts of input `index`; all unknown for one that is left out.
  const Fact& input(size_t index) const;
  DType dtype(size_t index) const { return input(index).dtype; }
  // Null where not even the rank is known.
  const Shape* shape(size_t index) const;
  std::optional<size_t> rank(size_t index) const;
  // Elements of an integer input of rank 0 or 1; nothing where not even their number is known.
  std::optional<Elements> elements(size_t index) const;
  // The same where every one is a known number.
  std::optional<std::vector<int64_t>> ints(size_t index) const;

  std::vector<Fact> infer_body(const std::string& attribute, std::vector<Fact> inputs) {
    return infer_body_(attribute, std::move(inputs));
  }

  // Outputs that the node leaves out are ignored.
  void set(size_t index, DType dtype);
  void set(size_t index, DType dtype, Shape shape);
  void set(size_t index, Fact fact);
  // For an output that is a tensor of rank 0 or 1.
  void set_elements(size_t index, Elements elements);

  std::vector<Fact> take_outputs() { return std::move(outputs_); }

 private:
  const ir::Node& node_;
  int64_t opset_;
  std::vector<const Fact*> inputs_;
  InferBody infer_body_;
  std::vector<Fact> outputs_;
};

// `axis` counted from the front. Throws Error where it is not within [-rank, rank).
size_t normalize_axis(int64_t axis, size_t rank);
std::vector<size_t> normalize_axes(const std::vector<int64_t>& axes, size_t rank);

// The attribute `name`, which the operator requires. Throws Error where it is missing.
int64_t required_int(const ir::Node& node, std::string_view name);

// Numpy's broadcasting. Throws Error where two known dimensions differ and neither is 1.
Shape broadcast(const Shape& a, const Shape& b);

// The more specific of two dimensions that stand for the same number. Throws Error where both are
// known and differ.
Dim merge(const Dim& a, const Dim& b);

// Axes or repeats that older versions keep as attribute `name` and newer ones as input `index`.
// nothing: given by an input whose value is not known; empty: not given at all.
std::optional<std::vector<int64_t>> attribute_or_input(const InferContext& context,
                                                       std::string_view name, size_t index);

// The shape that all inputs from `first` on broadcast to; nothing where a rank is not known.
std::optional<Shape> broadcast_inputs(const InferContext& context, size_t first);

// Output 0 has type and shape of input 0.
void infer_same(InferContext& context);
// Output 0 has the type of input 0 and all inputs' shape broadcast together.
void infer_broadcast(InferContext& context);
// The same with type boolean.
void infer_compare(InferContext& context);

}  // namespace sprint::ops
