// Copying an image from one place and pixel stride to another.
#pragma once

#include <functional>

#include "engine/step.h"

namespace sprint::engine {

// A step's run that copies every image of the batch of `from`, which is as `type` says, to `to` of
// the same dimensions; both are channels_last. Throws Error for elements under 8 or above 64
// bits.
std::function<void(const Memory&)> copy_image(const Operand& type, OperandId from, OperandId to);

}  // namespace sprint::engine
