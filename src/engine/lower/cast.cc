// Cast among float32, int32, int64, uint8 and boolean.
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"

namespace sprint::engine {
namespace {

struct Boolean {
  uint8_t value;
};

using CastRun = void (*)(const Memory& memory, OperandId in, OperandId out, Layout layout,
                         const Rows& rows);

// Floats lose their fraction; those beyond int64, whose result is undefined, give its nearest end.
template <typename From>
int64_t to_int(From value) {
  if constexpr (std::is_same_v<From, float>) {
    if (std::isnan(value)) return 0;
    if (value >= 0x1p63F) return std::numeric_limits<int64_t>::max();
    if (value < -0x1p63F) return std::numeric_limits<int64_t>::min();
  }
  return static_cast<int64_t>(value);
}

template <typename From, typename To>
To cast_one(From value) {
  if constexpr (std::is_same_v<From, Boolean>) {
    return cast_one<uint8_t, To>(value.value != 0 ? 1 : 0);
  } else if constexpr (std::is_same_v<To, Boolean>) {
    return {static_cast<uint8_t>(value != From{0} ? 1 : 0)};
  } else if constexpr (std::is_same_v<To, float>) {
    return static_cast<float>(value);
  } else {
    return static_cast<To>(to_int(value));
  }
}

template <typename From, typename To>
void cast_run(const Memory& memory, OperandId in, OperandId out, Layout layout, const Rows& rows) {
  for (int64_t n = 0; n < rows.images; ++n) {
    for (int64_t y = 0; y < rows.count; ++y) {
      const From* from = row_start<const From>(memory, in, layout, n, y);
      To* to = row_start<To>(memory, out, layout, n, y);
      for (size_t i = 0; i < rows.length; ++i) to[i] = cast_one<From, To>(from[i]);
    }
  }
}

[[noreturn]] void fail_type(DType dtype) {
  fail("{}; the native runtime casts float32, int32, int64, uint8 and boolean", dtype_name(dtype));
}

template <typename From>
CastRun cast_from(DType to) {
  switch (to) {
    case DType::float32:
      return cast_run<From, float>;
    case DType::int32:
      return cast_run<From, int32_t>;
    case DType::int64:
      return cast_run<From, int64_t>;
    case DType::uint8:
      return cast_run<From, uint8_t>;
    case DType::boolean:
      return cast_run<From, Boolean>;
    default:
      fail_type(to);
  }
}

CastRun cast_of(DType from, DType to) {
  switch (from) {
    case DType::float32:
      return cast_from<float>(to);
    case DType::int32:
      return cast_from<int32_t>(to);
    case DType::int64:
      return cast_from<int64_t>(to);
    case DType::uint8:
      return cast_from<uint8_t>(to);
    case DType::boolean:
      return cast_from<Boolean>(to);
    default:
      fail_type(from);
  }
}

}  // namespace

void lower_cast(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto to = static_cast<DType>(node.get<int64_t>("to", 0));
  if (to == input.dtype) {
    plan.make_alias(node.outputs[0], Layout::plain, input.dims, plan.plain(node.inputs[0]));
    return;
  }
  const CastRun run = cast_of(input.dtype, to);
  const bool last = plan.is_channels_last(node.inputs[0]) && dtype_bits(to) <= 32;
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, to, input.dims);
  plan.add("Cast", {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    run(memory, in, out, layout, rows);
  });
}

}  // namespace sprint::engine
