#include "engine/program.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "ir/edit.h"
#include "prepare/passes.h"

namespace sprint::engine {
namespace {

using ir::kNoValue;
using ir::ValueId;

// Tails that are kept; a model whose shapes are new in every run forgets them all now and then.
constexpr size_t kMostTails = 64;

// Inputs whose elements a rule must know: they decide shapes.
std::vector<size_t> setting_inputs(const ir::Node& node) {
  static const std::unordered_map<std::string_view, std::vector<size_t>> table{
      {"ConstantOfShape", {0}}, {"Expand", {1}},         {"NonMaxSuppression", {2}},
      {"Pad", {1, 3}},          {"Range", {0, 1, 2}},    {"Reshape", {1}},
      {"Resize", {1, 2, 3}},    {"Slice", {1, 2, 3, 4}}, {"Split", {1}},
      {"Squeeze", {1}},         {"Tile", {1}},           {"TopK", {1}},
      {"Unsqueeze", {1}}};
  const bool reduces = node.op_type.starts_with("Reduce");
  const auto found = table.find(reduces ? "Squeeze" : node.op_type);
  return node.domain.empty() && found != table.end() ? found->second : std::vector<size_t>{};
}

// The extent of the result depends on the elements of inputs.
bool counts(const ir::Node& node) {
  return node.op_type == "NonMaxSuppression" || node.op_type == "NonZero";
}

bool waits_for_setting(const ir::Graph& graph, const ir::Node& node) {
  return std::ranges::any_of(setting_inputs(node), [&](size_t i) {
    return node.input(i) != kNoValue && graph.constant(node.input(i)) == nullptr;
  });
}

// The nodes of `model` that are late, or those that are not.
ir::Model part_of(const ir::Model& model, const std::vector<bool>& late, bool wanted) {
  ir::Model part = model;
  part.graph.nodes.clear();
  for (size_t i = 0; i < late.size(); ++i) {
    if (late[i] == wanted) part.graph.nodes.push_back(model.graph.nodes[i]);
  }
  return part;
}

// The place of `id` in `ids`, to which it is added where it is missing.
size_t place_in(std::vector<ValueId>& ids, ValueId id) {
  const auto found = std::ranges::find(ids, id);
  const auto place = static_cast<size_t>(found - ids.begin());
  if (found == ids.end()) ids.push_back(id);
  return place;
}

}  // namespace

std::vector<bool> late_nodes(const ir::Graph& graph) {
  std::vector<bool> late_value(graph.values.size()), late;
  for (const ir::Node& node : graph.nodes) {
    const bool waits =
        waits_for_setting(graph, node) || std::ranges::any_of(node.inputs, [&](ValueId id) {
          return id != kNoValue && late_value[static_cast<size_t>(id)];
        });
    late.push_back(waits);
    if (!waits && !counts(node)) continue;
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) late_value[static_cast<size_t>(id)] = true;
    }
  }
  return late;
}

Program::Program(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims, Isa isa)
    : isa_(isa) {
  const std::vector<bool> late = late_nodes(model.graph);
  if (std::ranges::count(late, true) > 0) {
    cut(model, late, input_dims);
    return;
  }
  for (size_t i = 0; i < model.graph.outputs.size(); ++i) outputs_.push_back({false, i});
  head_ = std::make_unique<Plan>(model, input_dims, isa);
}

void Program::cut(const ir::Model& model, const std::vector<bool>& late,
                  std::span<const std::vector<int64_t>> input_dims) {
  const ir::Graph& graph = model.graph;
  ir::Model head = part_of(model, late, false);
  tail_ = part_of(model, late, true);
  std::vector<ValueId>&in = tail_.graph.inputs, &out = tail_.graph.outputs,
  &crossing = head.graph.outputs;
  in.clear();
  out.clear();
  crossing.clear();
  std::vector<bool> made_late(graph.values.size());
  for (const ir::Node& node : tail_.graph.nodes) {
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) made_late[static_cast<size_t>(id)] = true;
    }
  }
  for (const ValueId id : graph.outputs) {
    const bool from_tail = made_late[static_cast<size_t>(id)];
    outputs_.push_back({from_tail, place_in(from_tail ? out : crossing, id)});
  }
  for (const ir::Node& node : tail_.graph.nodes) {
    const std::vector<size_t> settings = setting_inputs(node);
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      const ValueId id = node.inputs[i];
      const bool given = id == kNoValue || graph.constant(id) != nullptr;
      if (given || made_late[static_cast<size_t>(id)]) continue;
      const size_t place = place_in(in, id);
      tail_inputs_.resize(in.size());
      is_setting_.resize(in.size());
      tail_inputs_[place] = place_in(crossing, id);
      if (std::ranges::count(settings, i) > 0) is_setting_[place] = true;
    }
  }
  head_ = std::make_unique<Plan>(head, input_dims, isa_);
}

std::span<const std::byte> Program::output(size_t index) const {
  const Source& source = outputs_[index];
  return source.from_tail ? last_tail_->output(source.output) : head_->output(source.output);
}

DType Program::output_dtype(size_t index) const {
  const Source& source = outputs_[index];
  return source.from_tail ? last_tail_->output_dtype(source.output)
                          : head_->output_dtype(source.output);
}

std::vector<int64_t> Program::output_dims(size_t index) const {
  const Source& source = outputs_[index];
  return source.from_tail ? last_tail_->output_dims(source.output)
                          : head_->output_dims(source.output);
}

Program::Key Program::tail_key() const {
  Key key;
  for (size_t i = 0; i < tail_inputs_.size(); ++i) {
    const std::vector<int64_t> dims = head_->output_dims(tail_inputs_[i]);
    key.insert(key.end(), dims.begin(), dims.end());
    if (!is_setting_[i]) continue;
    for (const std::byte value : head_->output(tail_inputs_[i])) {
      key.push_back(static_cast<int64_t>(value));
    }
  }
  return key;
}

// The tail with the shapes of its inputs, and with those as constants that decide others.
ir::Model Program::tail_model() const {
  ir::Model model = tail_;
  ir::Graph& graph = model.graph;
  graph.inputs.clear();
  for (size_t i = 0; i < tail_inputs_.size(); ++i) {
    const ValueId id = tail_.graph.inputs[i];
    const DType dtype = head_->output_dtype(tail_inputs_[i]);
    const std::vector<int64_t> dims = head_->output_dims(tail_inputs_[i]);
    graph[id].type.dtype = dtype;
    graph[id].type.shape = shape_of(dims);
    if (!is_setting_[i]) {
      graph.inputs.push_back(id);
      continue;
    }
    Tensor value(dtype, dims);
    std::ranges::copy(head_->output(tail_inputs_[i]), value.data.begin());
    graph[id].constant = ir::Constant::make(std::move(value));
    graph.initializers.push_back(id);
  }
  return prepare_passes::fold_constants(std::move(model));
}

Program& Program::tail_for(const Key& key) {
  if (tails_.size() >= kMostTails && !tails_.contains(key)) tails_.clear();
  std::unique_ptr<Program>& tail = tails_[key];
  if (tail != nullptr) return *tail;
  std::vector<std::vector<int64_t>> dims;
  for (size_t i = 0; i < tail_inputs_.size(); ++i) {
    if (!is_setting_[i]) dims.push_back(head_->output_dims(tail_inputs_[i]));
  }
  tail = std::make_unique<Program>(tail_model(), dims, isa_);
  return *tail;
}

void Program::run(const Plan::Around& around) {
  head_->run(around);
  if (!has_tail()) return;
  last_tail_ = nullptr;
  Program& tail = tail_for(tail_key());
  size_t input = 0;
  for (size_t i = 0; i < tail_inputs_.size(); ++i) {
    if (!is_setting_[i]) {
      std::ranges::copy(head_->output(tail_inputs_[i]), tail.input(input++).begin());
    }
  }
  tail.run(around);
  last_tail_ = &tail;
}

}  // namespace sprint::engine
