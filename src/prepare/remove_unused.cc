#include "ir/edit.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {

ir::Model remove_unused(ir::Model model) {
  transform_all(model.graph, [](ir::Graph& graph) { ir::remove_unused(graph); });
  return model;
}

}  // namespace sprint::prepare_passes
