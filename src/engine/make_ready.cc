#include <utility>

#include "engine/check_nodes.h"
#include "engine/plan.h"
#include "engine/rewrite/rewrites.h"
#include "prepare/prepare.h"
#include "prepare/to_qoperator.h"

namespace sprint::engine {

ir::Model make_ready(ir::Model model) {
  model = prepare(std::move(model));
  check_nodes(model.graph);
  while (split_fused(model.graph)) model = prepare(std::move(model));
  hoist_quantize(model.graph);
  cancel_quantize(model.graph);
  model = to_qoperator(std::move(model));
  hoist_quantize(model.graph);
  cancel_quantize(model.graph);
  fold_dequantize(model.graph);
  make_activations_unsigned(model.graph);
  fuse_dynamic(model.graph);
  order_additions(model.graph);
  return model;
}

}  // namespace sprint::engine
