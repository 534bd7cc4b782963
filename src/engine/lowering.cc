#include "engine/lowering.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/mapped_file.h"
#include "engine/copy_image.h"
#include "engine/memory_plan.h"
#include "kernels/convert/convert.h"

namespace sprint::engine {
namespace {

template <typename T, typename Kernel>
std::function<void(const Memory&)> to_channels_last(Kernel kernel, OperandId from, OperandId to,
                                                    int64_t batch, int64_t item) {
  return [=](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      kernel(memory.data<const T>(from) + n * item, memory.image<T>(to, n));
    }
  };
}

template <typename T, typename Kernel>
std::function<void(const Memory&)> to_plain(Kernel kernel, OperandId from, OperandId to,
                                            int64_t batch, int64_t item) {
  return [=](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      kernel(memory.image<const T>(from, n), memory.data<T>(to) + n * item);
    }
  };
}

// The border of an operand becomes at least `border`.
void raise_border(Operand& operand, const kernels::Border& border) {
  operand.border = {
      std::max(operand.border.top, border.top), std::max(operand.border.left, border.left),
      std::max(operand.border.bottom, border.bottom), std::max(operand.border.right, border.right)};
}

}  // namespace

Lowering::Lowering(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims,
                   Isa isa)
    : graph_(model.graph),
      uses_(graph_),
      isa_(isa),
      opset_(ir::opset_version(model)),
      places_(graph_.values.size()),
      skipped_(graph_.nodes.size()) {
  for (size_t i = 0; i < graph_.inputs.size(); ++i) {
    const ir::ValueId id = graph_.inputs[i];
    make(id, Layout::plain, graph_[id].type.dtype, input_dims[i]);
  }
}

void Lowering::lower_all() {
  for (size_t i = 0; i < graph_.nodes.size(); ++i) {
    if (skipped_[i]) continue;
    const ir::Node& node = graph_.nodes[i];
    label_ = ir::node_label(graph_, node);
    with_context(label_, [&] { lower(node); });
  }
  label_ = "output";
  for (const ir::ValueId id : graph_.outputs) plain(id);
}

void Lowering::lower(const ir::Node& node) {
  const Rule rule = find_rule(node.domain, node.op_type);
  if (rule == nullptr) fail("the native runtime has no operator {}", node.op_type);
  for (const ir::ValueId id : node.inputs) require_closed(id);
  rule(*this, node);
  for (const ir::ValueId id : node.inputs) release(id);
}

// Weights are packed by now: a mapped file's pages of them need not stay in memory.
void Lowering::release(ir::ValueId id) const {
  if (const ir::ConstantPtr constant = graph_.constant(id)) release_pages(constant->data());
}

void Lowering::require_closed(ir::ValueId id) const {
  const OperandId made = id == ir::kNoValue ? kNoOperand : place(id);
  if (made == kNoOperand || (*this)[made].extent == kNoOperand) return;
  fail_internal("the extent of '{}' is not known", graph_[id].name);
}

OperandId Lowering::place(ir::ValueId id) const {
  if (id == ir::kNoValue) fail("a required input is left out");
  const Places& places = places_[static_cast<size_t>(id)];
  return places.channels_last != kNoOperand ? places.channels_last : places.plain;
}

Operand Lowering::describe(ir::ValueId id) {
  const OperandId found = place(id);
  return (*this)[found != kNoOperand ? found : plain(id)];
}

bool Lowering::may_alias(OperandId id) const {
  const kernels::Border& border = (*this)[id].border;
  return (*this)[id].slice_of == kNoOperand &&
         border.top + border.left + border.bottom + border.right == 0;
}

bool Lowering::keep_packed(OperandId id) {
  if ((*this)[id].slice_of != kNoOperand) return false;
  return at(id).packed = true;
}

bool Lowering::holds_slices(OperandId id) const {
  return std::ranges::any_of(operands_, [id](const Operand& o) { return o.slice_of == id; });
}

bool Lowering::is_channels_last(ir::ValueId id) const {
  return id != ir::kNoValue && places_[static_cast<size_t>(id)].channels_last != kNoOperand;
}

OperandId Lowering::new_operand(ir::ValueId id, Operand operand) {
  operand.name = graph_[id].name;
  const auto made = static_cast<OperandId>(operands_.size());
  Places& places = places_[static_cast<size_t>(id)];
  (operand.layout == Layout::plain ? places.plain : places.channels_last) = made;
  operands_.push_back(std::move(operand));
  return made;
}

OperandId Lowering::make(ir::ValueId id, Layout layout, DType dtype, std::vector<int64_t> dims) {
  Operand operand;
  operand.dtype = dtype;
  operand.dims = std::move(dims);
  operand.layout = layout;
  operand.packed = true;
  if (byte_size(dtype, element_count(operand.dims)) > kMaxMemory) {
    fail("a result of shape {} takes more than {} bytes", dims_text(operand.dims), kMaxMemory);
  }
  return new_operand(id, std::move(operand));
}

OperandId Lowering::make_image(ir::ValueId id, DType dtype, std::vector<int64_t> dims) {
  const OperandId made = make(id, Layout::channels_last, dtype, std::move(dims));
  at(made).packed = false;
  return made;
}

OperandId Lowering::slice(OperandId whole, int64_t first, int64_t count) {
  Operand operand = (*this)[whole];
  operand.dims[1] = count;
  operand.slice_of = whole;
  operand.first_channel = static_cast<int32_t>(first);
  operand.border = {};
  operand.dense = operand.packed = false;
  operands_.push_back(std::move(operand));
  return static_cast<OperandId>(operands_.size() - 1);
}

OperandId Lowering::make_slice(ir::ValueId id, OperandId whole, int64_t first, int64_t count) {
  const OperandId made = slice(whole, first, count);
  at(made).name = graph_[id].name;
  return places_[static_cast<size_t>(id)].channels_last = made;
}

bool Lowering::move_into(ir::ValueId id, OperandId whole, int64_t first) {
  const OperandId made = places_[static_cast<size_t>(id)].channels_last;
  if (made == kNoOperand) return false;
  Operand& operand = at(made);
  const bool relied_on = operand.packed || operand.dense || operand.alias_of != kNoOperand;
  if (relied_on || operand.slice_of != kNoOperand) return false;
  raise_border(at(whole), operand.border);
  operand.border = {};
  operand.slice_of = whole;
  operand.first_channel = static_cast<int32_t>(first);
  return true;
}

OperandId Lowering::make_alias(ir::ValueId id, Layout layout, std::vector<int64_t> dims,
                               OperandId source) {
  at(source).dense = at(source).packed = true;
  Operand operand;
  operand.dtype = (*this)[source].dtype;
  operand.dims = std::move(dims);
  operand.layout = layout;
  operand.alias_of = source;
  operand.dense = operand.packed = true;
  return new_operand(id, std::move(operand));
}

OperandId Lowering::make_constant(ir::ValueId id, ir::ConstantPtr constant) {
  Operand operand;
  operand.dtype = constant->dtype();
  operand.dims = constant->dims();
  operand.constant = std::move(constant);
  return new_operand(id, std::move(operand));
}

OperandId Lowering::make_open(ir::ValueId id, DType dtype, std::vector<int64_t> dims, size_t axis) {
  const OperandId extent = scratch(Layout::plain, DType::int64, {});
  const OperandId made = make(id, Layout::plain, dtype, std::move(dims));
  operands_[static_cast<size_t>(made)].extent = extent;
  operands_[static_cast<size_t>(made)].open_axis = axis;
  return made;
}

OperandId Lowering::scratch(Layout layout, DType dtype, std::vector<int64_t> dims,
                            const kernels::Border& border) {
  Operand operand;
  operand.name = label_;
  operand.dtype = dtype;
  operand.dims = std::move(dims);
  operand.layout = layout;
  operand.border = border;
  operands_.push_back(std::move(operand));
  return static_cast<OperandId>(operands_.size() - 1);
}

OperandId Lowering::plain(ir::ValueId id) {
  if (id == ir::kNoValue) fail("a required input is left out");
  const Places& places = places_[static_cast<size_t>(id)];
  if (places.plain != kNoOperand) return places.plain;
  if (places.channels_last != kNoOperand) return convert(id, places.channels_last, Layout::plain);
  ir::ConstantPtr constant = graph_.constant(id);
  if (constant == nullptr) fail("value '{}' is made by no node before", graph_[id].name);
  return make_constant(id, std::move(constant));
}

OperandId Lowering::image(ir::ValueId id) {
  if (is_channels_last(id)) return places_[static_cast<size_t>(id)].channels_last;
  return convert(id, plain(id), Layout::channels_last);
}

OperandId Lowering::channels_last(ir::ValueId id) {
  const OperandId made = image(id);
  return keep_packed(made) ? made : packed_copy(id, made);
}

OperandId Lowering::bordered(ir::ValueId id, const kernels::Border& border) {
  const OperandId made = image(id);
  if (border.top + border.left + border.bottom + border.right == 0) return made;
  OperandId whole = made;
  while ((*this)[whole].slice_of != kNoOperand) whole = (*this)[whole].slice_of;
  if ((*this)[whole].dense) {
    // Others share the memory as it is: this one gets a copy of its own.
    const OperandId from = plain(id);
    const OperandId copy = convert(id, from, Layout::channels_last);
    at(copy).border = border;
    return copy;
  }
  raise_border(at(whole), border);
  return made;
}

// Replaces the slice `from` as the place of the value.
OperandId Lowering::packed_copy(ir::ValueId id, OperandId from) {
  const Operand source = (*this)[from];
  const OperandId made = make(id, Layout::channels_last, source.dtype, source.dims);
  add("Layout", {from}, {made}, copy_image(source, from, made));
  return made;
}

OperandId Lowering::convert(ir::ValueId id, OperandId from, Layout to) {
  const Operand source = (*this)[from];
  if (source.dims.size() != 4) {
    fail("value '{}' has shape {}; expected [batch, channels, height, width]", graph_[id].name,
         dims_text(source.dims));
  }
  const int bits = dtype_bits(source.dtype);
  if (bits != 8 && bits != 32) {
    fail("value '{}' of {} cannot change its layout; expected 8 or 32 bits", graph_[id].name,
         dtype_name(source.dtype));
  }
  const OperandId made = to == Layout::plain ? make(id, to, source.dtype, source.dims)
                                             : make_image(id, source.dtype, source.dims);
  const kernels::ConvertKernel& kernel = kernels::convert_kernel(isa_);
  const int64_t batch = source.dims[0], item = source.dims[1] * source.dims[2] * source.dims[3];
  if (to == Layout::plain) {
    add("Layout", {from}, {made},
        bits == 8 ? to_plain<uint8_t>(kernel.to_planes_8, from, made, batch, item)
                  : to_plain<uint32_t>(kernel.to_planes_32, from, made, batch, item));
  } else {
    add("Layout", {from}, {made},
        bits == 8 ? to_channels_last<uint8_t>(kernel.from_planes_8, from, made, batch, item)
                  : to_channels_last<uint32_t>(kernel.from_planes_32, from, made, batch, item));
  }
  return made;
}

void Lowering::add(std::string kind, std::vector<OperandId> inputs, std::vector<OperandId> outputs,
                   std::function<void(const Memory&)> run) {
  // The first output is what the node gives. One without elements takes no step, so that no kernel
  // sees it, unless the step tells its extent.
  const Operand& first = (*this)[outputs[0]];
  if (first.count() == 0 && first.extent == kNoOperand) return;
  steps_.push_back(
      {label_, std::move(kind), std::move(inputs), std::move(outputs), std::move(run)});
}

const ir::Node* Lowering::only_user(ir::ValueId id, int32_t input) const {
  if (!uses_.single_use(id)) return nullptr;
  const ir::Uses::Use use = uses_.consumers(id)[0];
  return use.input == input ? &graph_.nodes[static_cast<size_t>(use.node)] : nullptr;
}

void Lowering::skip(const ir::Node& node) {
  skipped_[static_cast<size_t>(&node - graph_.nodes.data())] = true;
}

const ir::Constant& Lowering::constant(const ir::Node& node, size_t index) const {
  const ir::ConstantPtr found = graph_.constant(node.input(index));
  if (found == nullptr) fail("input {} must be constant for the native runtime", index);
  return *found;
}

float Lowering::scalar(const ir::Node& node, size_t index) const {
  const std::vector<float> values = constant(node, index).to_floats();
  if (values.size() != 1) fail("input {} must be one number, got {}", index, values.size());
  return values[0];
}

std::vector<float> Lowering::channel_floats(const ir::Node& node, size_t index,
                                            int64_t channels) const {
  std::vector<float> values = constant(node, index).to_floats();
  if (values.size() != static_cast<size_t>(channels)) {
    fail("input {} has {} elements for {} channels", index, values.size(), channels);
  }
  return values;
}

int32_t Lowering::zero_point(const ir::Node& node, size_t index) const {
  if (node.input(index) == ir::kNoValue) return 0;
  const std::vector<int64_t> values = constant(node, index).to_ints();
  if (values.empty() || !std::ranges::all_of(values, [&](int64_t v) { return v == values[0]; })) {
    fail("input {} must hold one zero point", index);
  }
  return static_cast<int32_t>(values[0]);
}

}  // namespace sprint::engine
