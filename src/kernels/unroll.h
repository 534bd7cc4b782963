// Loops that the compiler has to unroll: arrays of vectors stay in registers only where every index
// is a constant. In an anonymous namespace: each file of an instruction set has its own.
#pragma once

#include <type_traits>
#include <utility>

namespace sprint::kernels {
namespace {

// body(std::integral_constant<int, i>) for 0 <= i < count.
template <int count, typename Body>
[[gnu::always_inline]] inline void unroll(const Body& body) {
  [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    (body(std::integral_constant<int, i>{}), ...);
  }
  (std::make_integer_sequence<int, count>{});
}

}  // namespace
}  // namespace sprint::kernels
