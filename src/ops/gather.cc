// Gather, GatherElements and GatherND.
#include <cstring>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void gather_elements(InferContext& context) {
  const auto elements = context.elements(0);
  const auto indices = context.ints(1);
  if (!elements || !indices || context.rank(0) != 1) return;
  Elements taken;
  for (const int64_t index : *indices) {
    taken.push_back((*elements)[normalize_axis(index, elements->size())]);
  }
  context.set_elements(0, std::move(taken));
}

void infer_gather(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const Shape* indices = context.shape(1);
  if (shape == nullptr || indices == nullptr) return;
  const size_t axis = normalize_axis(context.node().get<int64_t>("axis", 0), shape->size());
  Shape output(shape->begin(), shape->begin() + static_cast<int64_t>(axis));
  output.insert(output.end(), indices->begin(), indices->end());
  output.insert(output.end(), shape->begin() + static_cast<int64_t>(axis) + 1, shape->end());
  const bool small = output.size() <= 1;
  context.set(0, context.dtype(0), std::move(output));
  if (small) gather_elements(context);
}

Results evaluate_gather(const EvalContext& context) {
  const ir::Constant &x = context.input(0), &indices = context.input(1);
  const int bits = dtype_bits(x.dtype());
  if (bits < 8) return {};
  const size_t axis = normalize_axis(context.node.get<int64_t>("axis", 0), x.dims().size());
  const auto at_axis = x.dims().begin() + static_cast<int64_t>(axis);
  std::vector<int64_t> dims(x.dims().begin(), at_axis);
  dims.insert(dims.end(), indices.dims().begin(), indices.dims().end());
  dims.insert(dims.end(), at_axis + 1, x.dims().end());
  if (!fits(context, x.dtype(), dims)) return {};
  const size_t size = static_cast<size_t>(bits) / 8 *
                      static_cast<size_t>(element_count(std::vector(at_axis + 1, x.dims().end())));
  const int64_t outer = element_count(std::vector(x.dims().begin(), at_axis));
  const std::vector<int64_t> picks = indices.to_ints();
  std::vector<std::byte> bytes(byte_size(x.dtype(), element_count(dims)));
  std::byte* to = bytes.data();
  for (int64_t block = 0; block < outer && size > 0; ++block) {
    for (const int64_t pick : picks) {
      const size_t row = normalize_axis(pick, static_cast<size_t>(*at_axis)) +
                         static_cast<size_t>(block * *at_axis);
      std::memcpy(to, x.data().data() + row * size, size);
      to += size;
    }
  }
  return {ir::Constant::make(x.dtype(), std::move(dims), Bytes::own(std::move(bytes)))};
}

void infer_gather_elements(InferContext& context) {
  context.set(0, Fact{context.dtype(0), context.input(1).shape, {}, {}});
}

void infer_gather_nd(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const Shape* indices = context.shape(1);
  if (shape == nullptr || indices == nullptr || indices->empty()) return;
  const auto batch = context.node().get<int64_t>("batch_dims", 0);
  const Dim& depth = indices->back();
  if (!depth.known()) return;
  if (batch < 0 || depth.value > static_cast<int64_t>(shape->size()) - batch) {
    fail("indices of {} coordinates do not fit rank {}", depth.value, shape->size());
  }
  Shape output(indices->begin(), indices->end() - 1);
  output.insert(output.end(), shape->begin() + batch + depth.value, shape->end());
  context.set(0, context.dtype(0), std::move(output));
}

}  // namespace

std::vector<OpSpec> gather_ops() {
  return {
      {"Gather", infer_gather, evaluate_gather, {}, pass_through_rule},
      {"GatherElements", infer_gather_elements, nullptr, {}, pass_through_rule},
      {"GatherND", infer_gather_nd},
  };
}

}  // namespace sprint::ops
