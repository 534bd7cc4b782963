#include "cli/native_summary.h"

#include <algorithm>
#include <cstring>

#include "engine/program.h"
#include "ir/edit.h"
#include "session/candidate_shapes.h"
#include "sprint/error.h"

namespace sprint::cli {
namespace {

std::vector<ir::ValueId> required_inputs(const ir::Graph& graph) {
  std::vector<ir::ValueId> ids = graph.inputs;
  std::erase_if(ids, [&](ir::ValueId id) { return graph.constant(id) != nullptr; });
  return ids;
}

bool is_open(const ir::Value& value) { return !value.type.shape || !known_dims(*value.type.shape); }

// Every required input has a shape from now on; without a rank, that of a scalar.
ir::Model at_shapes(ir::Model model, const session::InputShapes& shapes) {
  for (const ir::ValueId id : required_inputs(model.graph)) {
    std::optional<Shape>& shape = model.graph[id].type.shape;
    const auto found = shapes.find(model.graph[id].name);
    if (found != shapes.end()) shape = shape_of(found->second);
    if (!shape) shape = Shape();
  }
  return model;
}

void run_once(engine::Program& program, const std::vector<Tensor>& inputs) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    const std::span<std::byte> target = program.input(i);
    if (!target.empty()) std::memcpy(target.data(), inputs[i].data.data(), target.size());
  }
  program.run();
}

// `inputs` to run on, null for none.
void plan_run(NativeSummary& summary, const ir::Model& model, const std::vector<Tensor>* inputs) {
  const ir::Model ready = engine::make_ready(at_shapes(model, summary.shapes));
  std::vector<std::vector<int64_t>> dims;
  for (const ir::ValueId id : ready.graph.inputs)
    dims.push_back(known_dims(*ready.graph[id].type.shape).value());
  summary.missing_operators = engine::missing_operators(ready);
  summary.late_nodes = engine::count_late_nodes(ready);
  try {
    if (summary.missing_operators.empty()) {
      engine::Program program(ready, dims);
      if (inputs != nullptr) run_once(program, *inputs);
      summary.ran = inputs != nullptr;
      return;
    }
  } catch (const Error& error) {
    summary.error = error.what();
  }
  summary.refused = engine::refused_nodes(ready, dims);
  if (!summary.refused.empty()) summary.error.clear();
}

// None where the model contradicts itself.
std::vector<std::string> missing_at_any_shape(const ir::Model& model) {
  try {
    return engine::missing_operators(engine::make_ready(model));
  } catch (const Error&) {
    return {};
  }
}

NativeSummary planned(NativeSummary summary, const ir::Model& model,
                      const std::vector<Tensor>* inputs) {
  try {
    plan_run(summary, model, inputs);
  } catch (const Error& error) {
    summary.error = error.what();
    summary.missing_operators = missing_at_any_shape(model);
  }
  return summary;
}

}  // namespace

NativeSummary native_summary(const ir::Model& model, const session::InputShapes& given) {
  NativeSummary summary;
  summary.shapes = session::candidate_shapes(model, given).front();
  summary.shapes_given = std::ranges::all_of(
      summary.shapes, [&](const auto& shape) { return given.contains(shape.first); });
  return planned(std::move(summary), model, nullptr);
}

NativeSummary native_summary(const ir::Model& model, const std::vector<Tensor>& inputs) {
  NativeSummary summary;
  summary.shapes_given = true;
  const std::vector<ir::ValueId> ids = required_inputs(model.graph);
  for (size_t i = 0; i < ids.size(); ++i) {
    const ir::Value& value = model.graph[ids[i]];
    if (is_open(value)) summary.shapes[value.name] = inputs[i].dims;
  }
  return planned(std::move(summary), model, &inputs);
}

}  // namespace sprint::cli
