#include "optimize/fingerprint.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "data/content_hash.h"
#include "engine/plan.h"
#include "save/save.h"

namespace sprint::optimize {
namespace {

using ir::ValueId;

// Names say nothing of what is computed: nodes and values are called by their place, in the order
// in which nodes mention them.
void rename(ir::Model& model) {
  ir::Graph& graph = model.graph;
  std::vector<bool> named(graph.values.size());
  size_t next = 0;
  const auto name = [&](ValueId id) {
    if (id == ir::kNoValue || named[static_cast<size_t>(id)]) return;
    named[static_cast<size_t>(id)] = true;
    graph[id].name = "v" + std::to_string(next++);
  };
  std::ranges::for_each(graph.inputs, name);
  for (ir::Node& node : graph.nodes) {
    node.name.clear();
    std::ranges::for_each(node.inputs, name);
    std::ranges::for_each(node.outputs, name);
  }
  for (size_t id = 0; id < graph.values.size(); ++id) name(static_cast<ValueId>(id));
  std::ranges::sort(graph.initializers, {}, [&](ValueId id) { return graph[id].name; });
  std::ranges::sort(graph.value_infos, {}, [&](ValueId id) { return graph[id].name; });
}

// Bodies of If, Loop and Scan take values of the graph around them by name.
bool has_bodies(const ir::Graph& graph) {
  return std::ranges::any_of(graph.nodes, [](const ir::Node& node) {
    return node.op_type == "If" || node.op_type == "Loop" || node.op_type == "Scan";
  });
}

// Leaves only integers of 64 bits, which hold shapes and indices.
void clear_numbers(ir::Graph& graph) {
  for (ir::Value& value : graph.values) {
    if (value.constant == nullptr || value.constant->dtype() == DType::int64 ||
        value.constant->dtype() == DType::string)
      continue;
    value.constant = ir::Constant::make(Tensor(value.constant->dtype(), value.constant->dims()));
  }
}

uint64_t hash_of(const ir::Model& model) { return data::content_hash(serialize_model(model)); }

}  // namespace

Fingerprint fingerprint(ir::Model model, Runtime runtime) {
  if (runtime == Runtime::native) model = engine::make_ready(std::move(model));
  model.metadata.clear();
  if (!has_bodies(model.graph)) rename(model);
  Fingerprint result;
  result.program = hash_of(model);
  clear_numbers(model.graph);
  result.kernels = hash_of(model);
  return result;
}

}  // namespace sprint::optimize
