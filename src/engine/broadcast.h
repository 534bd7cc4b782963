// Numpy's broadcasting of two operands as runs that a kernel takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sprint::engine {

// One call of the kernel: a run of the output and where its operands start.
struct BroadcastRun {
  int64_t out = 0, a = 0, b = 0;
};

// Broadcasting as runs along the last dimensions over which each operand is either whole or one
// element.
struct Broadcast {
  std::vector<BroadcastRun> runs;
  size_t length = 1;
  bool a_is_scalar = false, b_is_scalar = false;
};

// Of dense row-major tensors; `out` is what `a` and `b` broadcast to.
Broadcast plan_broadcast(const std::vector<int64_t>& a, const std::vector<int64_t>& b,
                         const std::vector<int64_t>& out);

}  // namespace sprint::engine
