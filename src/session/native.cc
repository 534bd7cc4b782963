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

// `model` with the shapes of its inputs: `inputs` of `graph`, by name.
ir::Model with_input_shapes(const ir::Model& model, const ir::Graph& graph,
                            const std::vector<std::vector<int64_t>>& shapes) {
  ir::Model fixed = model;
  for (size_t i = 0; i < shapes.size(); ++i) {
    const ir::ValueId id = ir::find_value(fixed.graph, graph[graph.inputs[i]].name);
    fixed.graph[id].type.shape = shape_of(shapes[i]);
  }
  return fixed;
}

// Whether all shapes of inputs are those that the model declares.
bool declares(const ir::Graph& graph, const std::vector<std::vector<int64_t>>& shapes) {
  for (size_t i = 0; i < shapes.size(); ++i) {
    const std::optional<Shape>& shape = graph[graph.inputs[i]].type.shape;
    if (!shape || known_dims(*shape) != shapes[i]) return false;
  }
  return true;
}

void require_one_thread(const SessionOptions& options) {
  if (options.threads == 1) return;
  fail_usage("the native runtime runs on one thread, got {}; use the runtime onnxruntime for more",
             options.threads);
}

}  // namespace

NativeSession::NativeSession(const ir::Model& model, const SessionOptions& options)
    : name_(model.path.empty() ? "model" : model.path) {
  with_context(name_, [&] {
    require_one_thread(options);
    model_ = model;
    ready_ = engine::make_ready(model);
    require_operators(ready_);
    inputs_ = specs_of(ready_.graph, ready_.graph.inputs);
    outputs_ = specs_of(ready_.graph, ready_.graph.outputs);
    if (const auto shapes = likely_shapes(inputs_)) program_for(*shapes);
  });
}

std::string NativeSession::runtime() const {
  return fmt::format("native {} ({})", SPRINT_VERSION, isa_name(selected_isa()));
}

// Shapes that the model leaves open may decide what the operators are: it is made ready anew.
engine::Program& NativeSession::program_for(const Shapes& shapes) {
  std::unique_ptr<engine::Program>& program = programs_[shapes];
  if (program != nullptr) return *program;
  const auto make = [&](const ir::Model& ready) {
    return std::make_unique<engine::Program>(ready, shapes);
  };
  program = declares(ready_.graph, shapes)
                ? make(ready_)
                : make(engine::make_ready(with_input_shapes(model_, ready_.graph, shapes)));
  return *program;
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
