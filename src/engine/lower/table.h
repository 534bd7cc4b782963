// Functions of one 8-bit integer as tables of all results.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/lowering.h"

namespace sprint::engine {

using Table = std::array<uint8_t, 256>;
using FloatFunction = std::function<void(const float* in, float* out, size_t count)>;

// real = (integer - zero) * scale.
struct Quantization {
  float scale = 1;
  int32_t zero = 0;
};

// DequantizeLinear, the function, QuantizeLinear.
Table make_table(const FloatFunction& function, const Quantization& from, const Quantization& to);

// Looks every element of `in`, uint8, up for `out`, in the layout that `in` has.
void add_table_step(Lowering& plan, const std::string& kind, ir::ValueId in, ir::ValueId out,
                    const Table& table);

// Where DequantizeLinear's result is used by QuantizeLinear to uint8 alone, or by a function of one
// float alone and that one's by such a QuantizeLinear, adds a table step for all of them and
// returns true.
bool fuse_table(Lowering& plan, const ir::Node& dequantize);

}  // namespace sprint::engine
