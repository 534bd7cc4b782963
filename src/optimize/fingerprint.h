// What tells candidates apart that need not be measured twice.
#pragma once

#include <cstdint>

#include "ir/model.h"
#include "sprint/session.h"

namespace sprint::optimize {

// Two candidates of equal `program` compute the same numbers in the same way; of equal `kernels`
// they run the same kernels on the same shapes and types, with other weights, scales and zero
// points at most, and so take the same time. Both are 64-bit hashes: different candidates are taken
// for equal with a chance of one in 10^19.
struct Fingerprint {
  uint64_t program = 0, kernels = 0;
};

// Of a model as `runtime`, one of the two, gets it: the native runtime turns QDQ into QOperator
// first, so both forms of the same ranges are one program there. Throws Error as
// engine::make_ready() does.
Fingerprint fingerprint(ir::Model model, Runtime runtime);

}  // namespace sprint::optimize
