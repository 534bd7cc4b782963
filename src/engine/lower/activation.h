// Activations as attributes of the step before them.
#pragma once

#include <optional>

#include "engine/lowering.h"
#include "kernels/activation.h"

namespace sprint::engine {

// What the node computes; nothing where it is no activation or its bounds are not constant.
std::optional<kernels::Activation> activation_of(const Lowering& plan, const ir::Node& node);

// Takes in the activation that alone uses `result`, where there is one. Returns the value that the
// step then gives.
ir::ValueId fuse_activation(Lowering& plan, ir::ValueId result, kernels::Activation& activation);

}  // namespace sprint::engine
