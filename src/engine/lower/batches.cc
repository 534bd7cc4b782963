#include "engine/lower/batches.h"

#include "base/error.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

[[noreturn]] void fail_shapes(const Dims& a, const Dims& b) {
  fail("matrices of shapes {} and {} do not fit", dims_text(a), dims_text(b));
}

}  // namespace

Batches plan_batches(const Dims& a_dims, const Dims& b_dims) {
  Dims a = a_dims, b = b_dims;
  if (a.empty() || b.empty()) fail_shapes(a_dims, b_dims);
  if (a.size() == 1) a.insert(a.begin(), 1);
  if (b.size() == 1) b.push_back(1);
  Batches result{a.end()[-2], a.end()[-1], b.end()[-1], {}, {}, {}};
  if (b.end()[-2] != result.in) fail_shapes(a_dims, b_dims);
  a.resize(a.size() - 2);
  b.resize(b.size() - 2);
  result.dims = ops::broadcast_dims(a, b);
  result.a = ops::positions({result.dims, ops::broadcast_strides(a, result.dims), 0});
  result.b = ops::positions({result.dims, ops::broadcast_strides(b, result.dims), 0});
  for (int64_t& start : result.a) start *= result.rows * result.in;
  for (int64_t& start : result.b) start *= result.in * result.out;
  if (a_dims.size() > 1) result.dims.push_back(result.rows);
  if (b_dims.size() > 1) result.dims.push_back(result.out);
  return result;
}

}  // namespace sprint::engine
