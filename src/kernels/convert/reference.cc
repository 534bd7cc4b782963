#include <cmath>

#include "kernels/convert/convert.h"
#include "kernels/convert/rows.h"

namespace sprint::kernels {
namespace {

// Clamped before rounding, which is the same for whole bounds; the comparisons send NaN to 0.
uint8_t quantize_one(float x, float scale, int32_t zero_point) {
  const auto low = static_cast<float>(-zero_point), high = static_cast<float>(255 - zero_point);
  float value = x / scale;
  value = value > low ? value : low;
  value = value < high ? value : high;
  return static_cast<uint8_t>(static_cast<int32_t>(std::nearbyint(value)) + zero_point);
}

void quantize(const float* in, uint8_t* out, size_t count, float scale, int32_t zero_point) {
  for (size_t i = 0; i < count; ++i) out[i] = quantize_one(in[i], scale, zero_point);
}

void dequantize(const uint8_t* in, float* out, size_t count, float scale, int32_t zero_point) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(in[i] - zero_point) * scale;
}

// Calls function(plane element index, image element offset) for every element.
template <typename T, typename Function>
void each_element(const Image<T>& image, const Function& function) {
  size_t next = 0;
  for (int32_t c = 0; c < image.channels; ++c) {
    for (int32_t y = 0; y < image.height; ++y) {
      for (int32_t x = 0; x < image.width; ++x) {
        function(next++, y * image.row_stride + x * image.pixel_stride + c);
      }
    }
  }
}

void quantize_planes(const float* in, const Image<uint8_t>& out, float scale, int32_t zero_point) {
  each_element(out, [&](size_t plane, ptrdiff_t pixel) {
    out.data[pixel] = quantize_one(in[plane], scale, zero_point);
  });
}

template <typename T>
void from_planes(const T* in, const Image<T>& out) {
  each_element(out, [&](size_t plane, ptrdiff_t pixel) { out.data[pixel] = in[plane]; });
}

template <typename T>
void to_planes(const Image<const T>& in, T* out) {
  each_element(in, [&](size_t plane, ptrdiff_t pixel) { out[plane] = in.data[pixel]; });
}

}  // namespace

ConvertKernel convert_baseline() {
  return {Isa::baseline,        quantize,
          dequantize,           quantize_planes,
          from_planes<uint8_t>, from_planes<uint32_t>,
          to_planes<uint8_t>,   to_planes<uint32_t>};
}

}  // namespace sprint::kernels
