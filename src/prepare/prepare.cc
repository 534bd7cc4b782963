#include "prepare/prepare.h"

#include <utility>

#include "base/error.h"
#include "ops/op.h"
#include "prepare/passes.h"

namespace sprint {

using namespace prepare_passes;  // NOLINT(google-build-using-namespace): this is their list

ir::Model prepare(ir::Model model, const PrepareOptions& options) {
  if (options.opset < 13 || options.opset > ops::kNewestUpgrade) {
    fail_usage("opset {} cannot be prepared for; expected 13 to {}", options.opset,
               ops::kNewestUpgrade);
  }
  model = drop_initializer_inputs(std::move(model));
  model = fold_constants(std::move(model));
  model = inline_if(std::move(model));
  model = remove_identity(std::move(model));
  model = upgrade_opset(std::move(model), options.opset);
  model = fold_batch_norm(std::move(model));
  model = fold_constants(std::move(model));
  model = remove_unused(std::move(model));
  return name_nodes(std::move(model));
}

}  // namespace sprint
