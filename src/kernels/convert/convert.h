// Between float and 8 bits, and between plane and pixel order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/image.h"

namespace sprint::kernels {

struct ConvertKernel {
  Isa isa;
  // QuantizeLinear: clamp(round(x / scale) + zero_point, 0, 255), division as IEEE defines it; NaN
  // gives what x86's conversion gives: the lowest int32, hence 0.
  void (*quantize)(const float* in, uint8_t* out, size_t count, float scale, int32_t zero_point);
  // DequantizeLinear: float(in - zero_point) * scale.
  void (*dequantize)(const uint8_t* in, float* out, size_t count, float scale, int32_t zero_point);
  // quantize from planes [channels][height][width] into an image.
  void (*quantize_planes)(const float* in, const Image<uint8_t>& out, float scale,
                          int32_t zero_point);
  // Planes [channels][height][width] to an image and back. Elements of 1 and of 4 bytes.
  void (*from_planes_8)(const uint8_t* in, const Image<uint8_t>& out);
  void (*from_planes_32)(const uint32_t* in, const Image<uint32_t>& out);
  void (*to_planes_8)(const Image<const uint8_t>& in, uint8_t* out);
  void (*to_planes_32)(const Image<const uint32_t>& in, uint32_t* out);
};

std::span<const ConvertKernel> convert_kernels();
const ConvertKernel& convert_kernel(Isa isa);

}  // namespace sprint::kernels
