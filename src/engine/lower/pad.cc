// Pad on plain tensors: constant, edge, reflect and wrap.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

constexpr int64_t kMostPads = int64_t{1} << 40;  // no memory holds more

// Per dimension, elements added before and behind; negative ones crop.
struct Pads {
  Dims before, behind;
};

Pads read_pads(const Lowering& plan, const ir::Node& node, size_t rank) {
  const Dims given = plan.constant(node, 1).to_ints();
  Dims axes;
  if (node.input(3) != ir::kNoValue) {
    axes = plan.constant(node, 3).to_ints();
  } else {
    for (size_t i = 0; i < rank; ++i) axes.push_back(static_cast<int64_t>(i));
  }
  if (given.size() != 2 * axes.size()) fail("{} pads for {} axes", given.size(), axes.size());
  for (const int64_t pad : given) {
    if (pad < -kMostPads || pad > kMostPads)
      fail("a pad of {} elements, at most {}", pad, kMostPads);
  }
  Pads pads{Dims(rank, 0), Dims(rank, 0)};
  for (size_t i = 0; i < axes.size(); ++i) {
    int64_t axis = axes[i];
    if (axis < 0) axis += static_cast<int64_t>(rank);
    if (axis < 0 || axis >= static_cast<int64_t>(rank)) fail("axis {} of rank {}", axis, rank);
    pads.before[static_cast<size_t>(axis)] = given[i];
    pads.behind[static_cast<size_t>(axis)] = given[axes.size() + i];
  }
  return pads;
}

Dims padded_dims(const Dims& dims, const Pads& pads) {
  Dims result;
  for (size_t i = 0; i < dims.size(); ++i) {
    result.push_back(dims[i] + pads.before[i] + pads.behind[i]);
    if (result[i] < 0) fail("pads crop more than dimension {} of {}", i, dims_text(dims));
  }
  return result;
}

// The value around, as the bytes of one element.
std::array<std::byte, 8> read_value(const Lowering& plan, const ir::Node& node, DType dtype) {
  std::array<std::byte, 8> bytes{};
  if (node.input(2) == ir::kNoValue) return bytes;
  const ir::Constant& value = plan.constant(node, 2);
  if (value.count() == 0) return bytes;
  if (value.dtype() != dtype || value.count() != 1)
    fail("input 2 must be one {}", dtype_name(dtype));
  std::memcpy(bytes.data(), value.data().data(), static_cast<size_t>(dtype_bits(dtype)) / 8);
  return bytes;
}

template <typename T>
void pad_constant(Lowering& plan, const ir::Node& node, const Operand& input, const Pads& pads) {
  T value;
  std::memcpy(&value, read_value(plan, node, input.dtype).data(), sizeof(T));
  const Dims dims = padded_dims(input.dims, pads);
  StridedCopy copy{{}, ops::dense_strides(input.dims), ops::dense_strides(dims), 0, 0, sizeof(T)};
  for (size_t i = 0; i < dims.size(); ++i) {
    const int64_t skipped = std::max<int64_t>(0, -pads.before[i]);
    const int64_t kept = input.dims[i] - skipped - std::max<int64_t>(0, -pads.behind[i]);
    copy.dims.push_back(std::max<int64_t>(0, kept));
    copy.from_offset += skipped * copy.from[i];
    copy.to_offset += std::max<int64_t>(0, pads.before[i]) * copy.to[i];
  }
  const bool empty = element_count(copy.dims) == 0;
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  const auto run = empty ? std::function<void(const Memory&)>([](const Memory&) {})
                         : strided_copy(copy, in, out);
  plan.add("Pad", {in}, {out}, [=, count = element_count(dims)](const Memory& memory) {
    std::fill_n(memory.data<T>(out), count, value);
    run(memory);
  });
}

// Which element of `size` lies `at` before or behind the first, in a mode other than constant.
int64_t source_of(const std::string& mode, int64_t at, int64_t size) {
  if (mode == "edge") return std::clamp<int64_t>(at, 0, size - 1);
  const int64_t period = mode == "reflect" ? std::max<int64_t>(1, 2 * (size - 1)) : size;
  const int64_t within = ((at % period) + period) % period;
  return within < size ? within : period - within;
}

// Rows of the result along the last axis: where each starts in the source, and from there on the
// place of each of its elements.
struct Gathered {
  Dims starts, places;
};

Gathered plan_gather(const std::string& mode, const Dims& from, const Dims& to, const Pads& pads) {
  const Dims strides = ops::dense_strides(from);
  Gathered result{{0}, {}};
  for (size_t axis = 0; axis < to.size(); ++axis) {
    Dims places;
    for (int64_t i = 0; i < to[axis]; ++i) {
      places.push_back(source_of(mode, i - pads.before[axis], from[axis]) * strides[axis]);
    }
    if (axis + 1 == to.size()) {
      result.places = places;
      break;
    }
    Dims next;
    for (const int64_t start : result.starts) {
      for (const int64_t place : places) next.push_back(start + place);
    }
    result.starts = std::move(next);
  }
  return result;
}

template <typename T>
void pad_gather(Lowering& plan, const ir::Node& node, const Operand& input, const Pads& pads,
                const std::string& mode) {
  const Dims dims = padded_dims(input.dims, pads);
  if (input.dims.empty() || input.count() == 0) {
    fail("shape {} cannot be padded in mode {}", dims_text(input.dims), mode);
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  auto rows = std::make_shared<const Gathered>(plan_gather(mode, input.dims, dims, pads));
  plan.add("Pad", {in}, {out}, [=](const Memory& memory) {
    T* to = memory.data<T>(out);
    for (const int64_t start : rows->starts) {
      const T* from = memory.data<const T>(in) + start;
      for (const int64_t place : rows->places) *to++ = from[place];
    }
  });
}

template <typename T>
void pad(Lowering& plan, const ir::Node& node, const Operand& input) {
  const Pads pads = read_pads(plan, node, input.dims.size());
  const auto mode = node.get("mode", std::string("constant"));
  if (mode == "constant") return pad_constant<T>(plan, node, input, pads);
  if (mode != "edge" && mode != "reflect" && mode != "wrap") {
    fail("mode {}; the native runtime takes constant, edge, reflect and wrap", mode);
  }
  pad_gather<T>(plan, node, input, pads, mode);
}

}  // namespace

void lower_pad(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  switch (dtype_bits(input.dtype)) {
    case 8:
      return pad<uint8_t>(plan, node, input);
    case 32:
      return pad<uint32_t>(plan, node, input);
    case 64:
      return pad<uint64_t>(plan, node, input);
    default:
      fail("the input is {}; the native runtime pads 8, 32 and 64 bits", dtype_name(input.dtype));
  }
}

}  // namespace sprint::engine
