// Where a model's time goes.
#pragma once

#include <cstddef>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sprint/session.h"

namespace sprint::session {

// All nodes of one operator type.
struct OperatorProfile {
  std::string op_type;  // as the runtime runs it, after its fusions
  size_t calls = 0;     // in one run of the model
  double us = 0;        // of one run of the model: the median over the runs
};

// Loads the model at `path` and runs it `runs` times on `inputs` after one that is not counted.
// Returns its operator types, the slowest first. ONNX Runtime records whole microseconds per node,
// so operators that take less than that are underrated; native steps are timed one by one, which
// adds some 20 nanoseconds to each. Throws Error naming the file where it does
// not load or run.
std::vector<OperatorProfile> profile_operators(const std::string& path,
                                               std::span<const Tensor> inputs,
                                               const SessionOptions& options = {},
                                               size_t runs = 100);

// The same from ONNX Runtime's trace, of which no more than an event is in memory at a time.
std::vector<OperatorProfile> read_trace(std::istream& json);

}  // namespace sprint::session
