// From nodes to steps: what an operator's rule in lower/ is given.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/isa.h"
#include "engine/operand.h"
#include "engine/refusals.h"
#include "engine/step.h"
#include "ir/edit.h"
#include "ir/model.h"

namespace sprint::engine {

// Walks a graph in the order of its nodes. Rules ask for operands of values in the layout that they
// need, make operands for the values that the node gives, and add steps. Every message of an Error
// thrown by a rule gets the node in front.
class Lowering {
 public:
  // `input_dims`: the shape of every input, in the order of the graph's inputs. `model` must
  // outlive the object.
  Lowering(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims, Isa isa);

  void lower_all();
  // Instead: every node that lower_all would refuse, were those before it not refused. Leaves out
  // nodes marked in `late`, those without a rule, and those that follow from values of which a
  // refused node leaves type or shape unknown.
  std::vector<Refusal> find_refusals(const std::vector<bool>& late);

  const ir::Graph& graph() const { return graph_; }
  Isa isa() const { return isa_; }
  int64_t opset() const { return opset_; }

  const Operand& operator[](OperandId id) const { return operands_[static_cast<size_t>(id)]; }
  // Type and shape of a value that is an input, constant, or made by a node before.
  Operand describe(ir::ValueId id);
  bool is_channels_last(ir::ValueId id) const;
  // The value in that layout: converted where no step made it so.
  OperandId plain(ir::ValueId id);
  OperandId channels_last(ir::ValueId id);
  // Channels last, for steps that take any stride from pixel to pixel: it may be a slice.
  OperandId image(ir::ValueId id);
  // An image with at least `border` around it; whoever asks fills it before use.
  OperandId bordered(ir::ValueId id, const kernels::Border& border);

  OperandId make(ir::ValueId id, Layout layout, DType dtype, std::vector<int64_t> dims);
  // Channels last, for steps that write with any stride from pixel to pixel.
  OperandId make_image(ir::ValueId id, DType dtype, std::vector<int64_t> dims);
  // Channels first .. first + count of image `whole`, in its memory.
  OperandId make_slice(ir::ValueId id, OperandId whole, int64_t first, int64_t count);
  // The same as no value's place.
  OperandId slice(OperandId whole, int64_t first, int64_t count);
  // Lets the step that makes the image `id` write it into `whole` from channel `first` on; false,
  // with nothing changed, where somebody relies on its place.
  bool move_into(ir::ValueId id, OperandId whole, int64_t first);
  // The elements of `source`, as they lie in memory, under other dimensions.
  // Requires may_alias(source).
  OperandId make_alias(ir::ValueId id, Layout layout, std::vector<int64_t> dims, OperandId source);

  // False for a slice; otherwise the pixels of a row lie one behind the other from now on.
  bool keep_packed(OperandId id);
  // Other operands are slices of this one.
  bool holds_slices(OperandId id) const;
  OperandId make_constant(ir::ValueId id, ir::ConstantPtr constant);
  // Plain, of an extent along `axis` that the step writes into the operand that is `extent` of the
  // one made, at most dims[axis]. No other node of the plan may take the value.
  OperandId make_open(ir::ValueId id, DType dtype, std::vector<int64_t> dims, size_t axis);
  // Memory of a step's own; list it among the step's outputs.
  OperandId scratch(Layout layout, DType dtype, std::vector<int64_t> dims,
                    const kernels::Border& border = {});

  // Elements of the operand lie one after the other, with no border between.
  bool may_alias(OperandId id) const;

  void add(std::string kind, std::vector<OperandId> inputs, std::vector<OperandId> outputs,
           std::function<void(const Memory&)> run);

  // One input of one node takes `id`, and it is no output of the graph.
  bool has_single_use(ir::ValueId id) const { return uses_.single_use(id); }
  // For fusion: the node that alone takes `id`, as its input `input`; null where there is none.
  const ir::Node* only_user(ir::ValueId id, int32_t input = 0) const;
  // The node is done with: another one's step does its work.
  void skip(const ir::Node& node);

  // A constant input; throws Error where it is computed or left out.
  const ir::Constant& constant(const ir::Node& node, size_t index) const;
  float scalar(const ir::Node& node, size_t index) const;
  // One float per channel.
  std::vector<float> channel_floats(const ir::Node& node, size_t index, int64_t channels) const;
  // Of an 8-bit tensor; 0 where it is left out.
  int32_t zero_point(const ir::Node& node, size_t index) const;

  std::vector<Operand> take_operands() { return std::move(operands_); }
  std::vector<Step> take_steps() { return std::move(steps_); }

 private:
  struct Places {
    OperandId plain = kNoOperand, channels_last = kNoOperand;
  };

  Operand& at(OperandId id) { return operands_[static_cast<size_t>(id)]; }
  OperandId new_operand(ir::ValueId id, Operand operand);
  OperandId packed_copy(ir::ValueId id, OperandId from);
  OperandId convert(ir::ValueId id, OperandId from, Layout to);
  OperandId place(ir::ValueId id) const;
  void lower(const ir::Node& node);
  bool is_given(ir::ValueId id) const;
  void stand_in_for_outputs(const ir::Node& node);
  void require_closed(ir::ValueId id) const;
  void release(ir::ValueId id) const;

  const ir::Graph& graph_;
  const ir::Uses uses_;
  const Isa isa_;
  const int64_t opset_;
  std::vector<Operand> operands_;
  std::vector<Places> places_;  // per value
  std::vector<Step> steps_;
  std::vector<bool> skipped_;  // per node
  std::string label_;          // of the node at work
};

// The rule of an operator; see lower_table.cc.
using Rule = void (*)(Lowering&, const ir::Node&);

// Null for an operator that the engine does not run.
Rule find_rule(std::string_view domain, std::string_view op_type);

}  // namespace sprint::engine
