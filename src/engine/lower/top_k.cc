// TopK along one axis. Of equal elements the one that comes first counts as the larger (and the
// smaller) one; a NaN as larger than any number. Results are sorted even where that is not asked.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

struct TopK {
  int64_t outer = 1, length = 1, inner = 1, count = 1;
  bool largest = true;
  std::vector<int64_t> order;  // of the elements of one run, while a step works on it
};

template <typename T>
bool less(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return !std::isnan(a);
  }
  return a < b;
}

// Elements are `inner` apart.
template <typename T>
void select(TopK& top, const T* in, T* values, int64_t* indices) {
  std::iota(top.order.begin(), top.order.end(), int64_t{0});
  const auto before = [&](int64_t i, int64_t k) {
    const T a = in[i * top.inner], b = in[k * top.inner];
    if (less(a, b)) return !top.largest;
    if (less(b, a)) return top.largest;
    return i < k;
  };
  std::partial_sort(top.order.begin(), top.order.begin() + top.count, top.order.end(), before);
  for (int64_t i = 0; i < top.count; ++i) {
    const int64_t index = top.order[static_cast<size_t>(i)];
    if (values != nullptr) values[i * top.inner] = in[index * top.inner];
    if (indices != nullptr) indices[i * top.inner] = index;
  }
}

template <typename T>
void add_step(Lowering& plan, const ir::Node& node, const std::shared_ptr<TopK>& top,
              const std::vector<int64_t>& dims) {
  const OperandId in = plan.plain(node.inputs[0]);
  const DType dtype = plan[in].dtype;
  std::vector<OperandId> outputs;
  const auto make = [&](size_t index, DType type) {
    const bool wanted = index < node.outputs.size() && node.outputs[index] != ir::kNoValue;
    if (!wanted) return kNoOperand;
    outputs.push_back(plan.make(node.outputs[index], Layout::plain, type, dims));
    return outputs.back();
  };
  const OperandId values = make(0, dtype), indices = make(1, DType::int64);
  plan.add("TopK", {in}, outputs, [=](const Memory& memory) {
    for (int64_t n = 0; n < top->outer; ++n) {
      for (int64_t k = 0; k < top->inner; ++k) {
        const int64_t at = n * top->count * top->inner + k;
        select(*top, memory.data<const T>(in) + n * top->length * top->inner + k,
               values == kNoOperand ? nullptr : memory.data<T>(values) + at,
               indices == kNoOperand ? nullptr : memory.data<int64_t>(indices) + at);
      }
    }
  });
}

}  // namespace

void lower_top_k(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const size_t axis = axis_within(node.get<int64_t>("axis", -1), input.dims.size());
  const std::vector<int64_t> count = plan.constant(node, 1).to_ints();
  if (count.size() != 1 || count[0] < 0 || count[0] > input.dims[axis]) {
    fail("{} of {} elements along axis {}", dims_text(count), input.dims[axis], axis);
  }
  auto top = std::make_shared<TopK>();
  *top = {product(input.dims, 0, axis),
          input.dims[axis],
          product(input.dims, axis + 1, input.dims.size()),
          count[0],
          node.get<int64_t>("largest", 1) != 0,
          std::vector<int64_t>(static_cast<size_t>(input.dims[axis]))};
  std::vector<int64_t> dims = input.dims;
  dims[axis] = count[0];
  switch (input.dtype) {
    case DType::float32:
      return add_step<float>(plan, node, top, dims);
    case DType::int32:
      return add_step<int32_t>(plan, node, top, dims);
    case DType::int64:
      return add_step<int64_t>(plan, node, top, dims);
    case DType::uint8:
      return add_step<uint8_t>(plan, node, top, dims);
    default:
      fail("the input is {}; the native runtime takes float32, int32, int64 and uint8",
           dtype_name(input.dtype));
  }
}

}  // namespace sprint::engine
