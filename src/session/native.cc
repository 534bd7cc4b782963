#include "session/native.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/isa.h"
#include "ir/edit.h"
#include "session/inputs.h"

namespace sprint::session {
namespace {

// Enough for models that are run on a few shapes in turns; what samples of ever other shapes need
// is bounded.
constexpr size_t kMostPrograms = 4;

TensorSpec spec_of(const ir::Value& value) {
  TensorSpec spec{value.name, value.type.dtype, {}};
  if (!value.type.shape) return spec;
  for (const Dim& dim : *value.type.shape) spec.dims.push_back(dim.known() ? dim.value : -1);
  return spec;
}

std::vector<TensorSpec> specs_of(const ir::Graph& graph, const std::vector<ir::ValueId>& ids) {
  std::vector<TensorSpec> specs;
  for (const ir::ValueId id : ids) specs.push_back(spec_of(graph[id]));
  return specs;
}

void require_operators(const ir::Model& ready) {
  const std::vector<std::string> missing = engine::missing_operators(ready);
  if (missing.empty()) return;
  fail("the native runtime does not have {}; use the runtime onnxruntime",
       fmt::join(missing, ", "));
}

// The shapes that the model will most likely be run with, one item in the batch where that is open;
// nothing where more is open.
std::optional<std::vector<std::vector<int64_t>>> likely_shapes(
    const std::vector<TensorSpec>& specs) {
  std::vector<std::vector<int64_t>> shapes;
  for (const TensorSpec& spec : specs) {
    std::vector<int64_t>& dims = shapes.emplace_back(spec.dims);
    if (!dims.empty() && dims[0] < 0) dims[0] = 1;
    if (std::ranges::any_of(dims, [](int64_t dim) { return dim < 0; })) return std::nullopt;
  }
  return shapes;
}

// Nothing of the shapes of the inputs is left open.
bool is_fixed(const ir::Graph& graph) {
  return std::ranges::all_of(graph.inputs, [&](ir::ValueId id) {
    const std::optional<Shape>& shape = graph[id].type.shape;
    return shape && known_dims(*shape);
  });
}

// Whatever of the shapes of the outputs is open is their batch: preparing tells no more.
bool describes_outputs(const ir::Graph& graph) {
  return std::ranges::all_of(graph.outputs, [&](ir::ValueId id) {
    const std::optional<Shape>& shape = graph[id].type.shape;
    if (!shape) return false;
    const auto known = [](const Dim& dim) { return dim.known(); };
    return shape->empty() || std::all_of(shape->begin() + 1, shape->end(), known);
  });
}

// Inputs but for those that have a default value.
std::vector<ir::ValueId> required_inputs(const ir::Graph& graph) {
  std::vector<ir::ValueId> ids = graph.inputs;
  std::erase_if(ids, [&](ir::ValueId id) { return graph.constant(id) != nullptr; });
  return ids;
}

void require_one_thread(const SessionOptions& options) {
  if (options.threads == 1) return;
  fail_usage("the native runtime runs on one thread, got {}; use the runtime onnxruntime for more",
             options.threads);
}

}  // namespace

NativeSession::NativeSession(ir::Model model, const SessionOptions& options)
    : name_(model.path.empty() ? "model" : model.path) {
  with_context(name_, [&] {
    require_one_thread(options);
    inputs_ = specs_of(model.graph, required_inputs(model.graph));
    outputs_ = specs_of(model.graph, model.graph.outputs);
    const std::optional<Shapes> shapes = likely_shapes(inputs_);
    if (!shapes || !describes_outputs(model.graph)) {
      const ir::Model ready = engine::make_ready(model);
      require_operators(ready);
      outputs_ = specs_of(ready.graph, ready.graph.outputs);
    }
    fixed_ = is_fixed(model.graph);
    if (!fixed_) model_ = model;
    if (shapes) add_program(std::move(model), *shapes);
  });
}

std::string NativeSession::runtime() const {
  return fmt::format("native {} ({})", SPRINT_VERSION, isa_name(selected_isa()));
}

// Shapes may decide what the operators are: the model is made ready for each anew.
engine::Program& NativeSession::add_program(ir::Model model, const Shapes& shapes) {
  for (size_t i = 0; i < shapes.size(); ++i) {
    const ir::ValueId id = ir::find_value(model.graph, inputs_[i].name);
    model.graph[id].type.shape = shape_of(shapes[i]);
  }
  const ir::Model ready = engine::make_ready(std::move(model));
  require_operators(ready);
  auto program = std::make_unique<engine::Program>(ready, shapes);
  if (programs_.size() == kMostPrograms) programs_.erase(programs_.begin());
  return *programs_.emplace_back(shapes, std::move(program)).second;
}

engine::Program& NativeSession::program_for(const Shapes& shapes) {
  const auto found = std::ranges::find(programs_, shapes, &decltype(programs_)::value_type::first);
  if (found == programs_.end()) return add_program(model_, shapes);
  std::rotate(found, found + 1, programs_.end());
  return *programs_.back().second;
}

void NativeSession::bind(std::span<const Tensor> inputs) {
  with_context(name_, [&] {
    check_inputs(inputs_, inputs);
    Shapes shapes;
    for (const Tensor& tensor : inputs) shapes.push_back(tensor.dims);
    bound_ = &program_for(shapes);
    for (size_t i = 0; i < inputs.size(); ++i) {
      const std::span<std::byte> target = bound_->input(i);
      if (!target.empty()) std::memcpy(target.data(), inputs[i].data.data(), target.size());
    }
  });
}

void NativeSession::run_bound() {
  with_context(name_, [&] { bound_->run(); });
}

std::vector<Tensor> NativeSession::results() {
  std::vector<Tensor> results;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    Tensor tensor(bound_->output_dtype(i), bound_->output_dims(i));
    const std::span<const std::byte> source = bound_->output(i);
    if (!source.empty()) std::memcpy(tensor.data.data(), source.data(), source.size());
    results.push_back(std::move(tensor));
  }
  return results;
}

std::vector<Tensor> NativeSession::run(std::span<const Tensor> inputs) {
  bind(inputs);
  run_bound();
  return results();
}

}  // namespace sprint::session
