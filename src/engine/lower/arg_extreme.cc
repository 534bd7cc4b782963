// ArgMax and ArgMin along one axis.
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

// `outer` times `size` times `inner` elements, row-major; the search goes along `size`.
struct Search {
  int64_t outer = 1, size = 1, inner = 1;
  bool least = false, last = false;  // of equal elements, the last one
};

template <typename T>
int64_t find(const Search& search, const T* first) {
  int64_t best = 0;
  for (int64_t i = 1; i < search.size; ++i) {
    const T value = first[i * search.inner], so_far = first[best * search.inner];
    const bool better = search.least ? value < so_far : value > so_far;
    if (better || (search.last && value == so_far)) best = i;
  }
  return best;
}

template <typename T>
void add_search(Lowering& plan, const ir::Node& node, const Search& search,
                const std::vector<int64_t>& dims) {
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::int64, dims);
  plan.add(node.op_type, {in}, {out}, [=](const Memory& memory) {
    const T* from = memory.data<const T>(in);
    int64_t* to = memory.data<int64_t>(out);
    for (int64_t i = 0; i < search.outer; ++i, from += search.size * search.inner) {
      for (int64_t k = 0; k < search.inner; ++k) *to++ = find(search, from + k);
    }
  });
}

}  // namespace

void lower_arg_extreme(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  std::vector<int64_t> dims = input.dims;
  const size_t axis = axis_within(node.get<int64_t>("axis", 0), dims.size());
  const Search search{product(dims, 0, axis), dims[axis], product(dims, axis + 1, dims.size()),
                      node.op_type == "ArgMin", node.get<int64_t>("select_last_index", 0) != 0};
  if (search.size == 0) fail("axis {} has no elements", axis);
  dims[axis] = 1;
  if (node.get<int64_t>("keepdims", 1) == 0)
    dims.erase(dims.begin() + static_cast<ptrdiff_t>(axis));
  switch (input.dtype) {
    case DType::float32:
      return add_search<float>(plan, node, search, dims);
    case DType::uint8:
      return add_search<uint8_t>(plan, node, search, dims);
    case DType::int32:
      return add_search<int32_t>(plan, node, search, dims);
    case DType::int64:
      return add_search<int64_t>(plan, node, search, dims);
    default:
      fail("the input is {}; the native runtime takes float32, uint8, int32 and int64",
           dtype_name(input.dtype));
  }
}

}  // namespace sprint::engine
