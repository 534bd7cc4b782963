#include "engine/broadcast.h"

#include "ops/evaluate.h"

namespace sprint::engine {

Broadcast plan_broadcast(const std::vector<int64_t>& a, const std::vector<int64_t>& b,
                         const std::vector<int64_t>& out) {
  const std::vector<int64_t> a_strides = ops::broadcast_strides(a, out);
  const std::vector<int64_t> b_strides = ops::broadcast_strides(b, out);
  Broadcast result;
  size_t outer = out.size();
  int64_t length = 1;
  // An operand walks with the output (its stride is the run's length) or stands still.
  const auto kind = [&](const std::vector<int64_t>& strides) {
    return strides[outer - 1] == length ? 1 : strides[outer - 1] == 0 ? 0 : -1;
  };
  int a_kind = -1, b_kind = -1;
  for (; outer > 0; --outer) {
    if (out[outer - 1] == 1) continue;
    const int a_next = kind(a_strides), b_next = kind(b_strides);
    if (a_next < 0 || b_next < 0) break;
    if (length > 1 && (a_next != a_kind || b_next != b_kind)) break;
    a_kind = a_next;
    b_kind = b_next;
    length *= out[outer - 1];
  }
  result.length = static_cast<size_t>(length);
  result.a_is_scalar = a_kind == 0;
  result.b_is_scalar = b_kind == 0;
  const auto front = [&](const std::vector<int64_t>& all) {
    return std::vector<int64_t>(all.begin(), all.begin() + static_cast<ptrdiff_t>(outer));
  };
  const auto a_starts = ops::positions({front(out), front(a_strides), 0});
  const auto b_starts = ops::positions({front(out), front(b_strides), 0});
  for (size_t i = 0; i < a_starts.size(); ++i) {
    result.runs.push_back({static_cast<int64_t>(i) * length, a_starts[i], b_starts[i]});
  }
  return result;
}

}  // namespace sprint::engine
