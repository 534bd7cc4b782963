#include "engine/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace sprint::engine {
namespace {

bool overlap(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

size_t aligned(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

MemoryPlan plan_memory(std::span<const Lifetime> lifetimes) {
  std::vector<size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(
      order, [&](size_t a, size_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });
  MemoryPlan plan{std::vector<size_t>(lifetimes.size()), 0};
  std::vector<size_t> placed;  // by offset
  for (const size_t index : order) {
    const size_t bytes = aligned(lifetimes[index].bytes);
    size_t offset = 0;
    for (const size_t other : placed) {
      if (!overlap(lifetimes[index], lifetimes[other])) continue;
      if (offset + bytes <= plan.offsets[other]) break;
      offset = std::max(offset, plan.offsets[other] + aligned(lifetimes[other].bytes));
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + bytes);
    placed.insert(std::ranges::upper_bound(placed, offset, {},
                                           [&](size_t other) { return plan.offsets[other]; }),
                  index);
  }
  return plan;
}

}  // namespace sprint::engine
