// Places operands in one block of memory so that those alive at the same time do not overlap.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sprint::engine {

// Steps from `first` to `last`, both included, use the block.
struct Lifetime {
  size_t bytes = 0;
  int first = 0, last = 0;
};

struct MemoryPlan {
  std::vector<size_t> offsets;  // per lifetime, each a multiple of kAlignment
  size_t bytes = 0;
};

constexpr size_t kAlignment = 64;

// The most that a plan may take.
constexpr size_t kMaxMemory = size_t{16} << 30;

// Greedy by size: the largest first, each at the lowest offset that is free over its whole life
// (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
MemoryPlan plan_memory(std::span<const Lifetime> lifetimes);

}  // namespace sprint::engine
