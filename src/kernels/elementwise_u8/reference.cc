#include <cmath>

#include "kernels/elementwise_u8/elementwise_u8.h"
#include "kernels/elementwise_u8/pixels.h"
#include "kernels/elementwise_u8/rows.h"

namespace sprint::kernels {
namespace {

// clamp(round(value), 0, 255) for any float.
uint8_t quantize(float value) {
  if (!(value > 0)) return 0;
  return value < 255 ? static_cast<uint8_t>(std::nearbyint(value)) : uint8_t{255};
}

void add(const AddU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const int32_t scalar = *b;
  for (size_t i = 0; i < count; ++i) {
    const auto left = static_cast<float>(a[i]);
    const auto right = static_cast<float>(b_is_scalar ? scalar : b[i]);
    const float other = std::fma(right, params.b_multiplier, params.offset);
    out[i] = quantize(std::fma(left, params.a_multiplier, other));
  }
}

void mul(const MulU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const int32_t scalar = *b;
  for (size_t i = 0; i < count; ++i) {
    const int32_t other = b_is_scalar ? scalar : b[i];
    const int32_t product = (a[i] - params.a_zero) * (other - params.b_zero);
    const float scaled = static_cast<float>(product) * params.multiplier;
    out[i] = quantize(scaled + static_cast<float>(params.zero));
  }
}

void lookup(const uint8_t table[256], const uint8_t* in, uint8_t* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = table[in[i]];
}

void lookup_image(const uint8_t table[256], const Image<const uint8_t>& in,
                  const Image<uint8_t>& out) {
  each_run(in, out,
           [&](const uint8_t* from, uint8_t* to, size_t count) { lookup(table, from, to, count); });
}

void interleave(const uint8_t a_table[256], const Image<const uint8_t>& a,
                const uint8_t b_table[256], const Image<const uint8_t>& b,
                const Image<uint8_t>& out) {
  each_pixel(a, b, out, [&](const uint8_t* left, const uint8_t* right, uint8_t* to) {
    for (int32_t c = 0; c < a.channels; ++c) {
      to[2 * c] = a_table[left[c]];
      to[2 * c + 1] = b_table[right[c]];
    }
  });
}

}  // namespace

ElementwiseU8Kernel elementwise_u8_baseline() {
  return {Isa::baseline, add, mul, lookup, lookup_image, interleave};
}

}  // namespace sprint::kernels
