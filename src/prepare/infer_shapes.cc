#include "prepare/inference.h"
#include "prepare/prepare.h"

namespace sprint {

ir::Model infer_shapes(ir::Model model) {
  prepare_passes::infer(model, prepare_passes::Evaluation::small);
  return model;
}

}  // namespace sprint
