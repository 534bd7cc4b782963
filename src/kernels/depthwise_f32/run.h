// All tiles of a depthwise convolution, over an instruction set's vectors `V`. In an anonymous
// namespace, as unroll.h.
#pragma once

#include <algorithm>

#include "kernels/depthwise_f32/tile.h"

namespace sprint::kernels {
namespace {

template <typename V>
using RunTile = void (*)(const Walk&, const Tile&, const Finish<V>&);

// The tiles of 1 .. V::kMaxPixels pixels: any kernel, 3x3 of stride 1 and 3x3 of stride 2.
template <typename V>
struct Tiles {
  RunTile<V> row[V::kMaxPixels + 1] = {};
  RunTile<V> square[3][V::kMaxPixels + 1] = {};

  constexpr Tiles() { fill(std::make_integer_sequence<int, V::kMaxPixels>{}); }

 private:
  template <int... m>
  constexpr void fill(std::integer_sequence<int, m...>) {
    ((row[m + 1] = &run_row_tile<V, m + 1>), ...);
    ((square[1][m + 1] = &run_3x3_tile<V, 1, m + 1>), ...);
    ((square[2][m + 1] = &run_3x3_tile<V, 2, m + 1>), ...);
  }
};

// The rows of a tile: all channels of some pixels, then the next pixels; tiles have equal numbers
// of pixels, give or take one.
template <typename V>
void run_rows(const RunTile<V>* tiles, const Walk& walk, Tile first, int32_t width,
              ptrdiff_t channels, const Finish<V>& finish) {
  const int32_t count = (width + V::kMaxPixels - 1) / V::kMaxPixels;
  for (int32_t t = 0; t < count; ++t) {
    const int32_t pixels = width / count + (t < width % count ? 1 : 0);
    Tile tile = first;
    for (ptrdiff_t c = 0; c < channels; c += V::kLanes) {
      tile.channels = channels - c;
      tiles[pixels](walk, tile, finish);
      tile.in += V::kLanes;
      tile.out += V::kLanes;
      if (tile.residual != nullptr) tile.residual += V::kLanes;
      tile.weights += V::kLanes;
      tile.bias += V::kLanes;
    }
    first.in += pixels * walk.in_step;
    first.out += pixels * walk.out_step;
    if (first.residual != nullptr) first.residual += pixels * walk.residual_step;
  }
}

inline Walk walk_of(const PackedDepthwiseF32& packed, const Image<const float>& input,
                    const Image<float>& output, const Image<const float>& residual) {
  const ConvShape& shape = packed.shape;
  return {shape.kernel_height,
          shape.kernel_width,
          shape.dilation_y * input.row_stride,
          shape.dilation_x * input.pixel_stride,
          static_cast<ptrdiff_t>(packed.bias.size()),
          shape.stride_y * input.row_stride,
          output.row_stride,
          residual.row_stride,
          shape.stride_x * input.pixel_stride,
          output.pixel_stride,
          residual.pixel_stride};
}

// Whether run_3x3_tile has it.
inline bool is_square(const ConvShape& shape) {
  return shape.kernel_height == 3 && shape.kernel_width == 3 && shape.dilation_y == 1 &&
         shape.dilation_x == 1 && shape.stride_y == shape.stride_x && shape.stride_x <= 2;
}

inline void activate_row(Activate activate, const Activation& activation, float* row,
                         const Image<float>& image) {
  for (int32_t x = 0; x < image.width; ++x, row += image.pixel_stride) {
    activate(activation, row, row, static_cast<size_t>(image.channels));
  }
}

template <typename V>
void run(const PackedDepthwiseF32& packed, const Image<const float>& input,
         const Image<float>& output, const FloatOutputStage& stage, Activate activate) {
  static constexpr Tiles<V> tiles;
  const Image<const float> residual =
      stage.residual == nullptr ? Image<const float>{} : *stage.residual;
  const Walk walk = walk_of(packed, input, output, residual);
  const Finish<V> finish(stage.activation, activate);
  const bool square = is_square(packed.shape);
  for (int32_t y = 0; y < output.height;) {
    const int32_t rows = square && y + 1 < output.height ? 2 : 1;
    const Tile tile = {input.data + y * walk.in_row,
                       output.data + y * walk.out_row,
                       residual.data + y * walk.residual_row,
                       packed.weights.data(),
                       packed.bias.data(),
                       output.channels};
    run_rows(rows == 2 ? tiles.square[packed.shape.stride_x] : tiles.row, walk, tile, output.width,
             output.channels, finish);
    for (const int32_t end = y + rows; y < end; ++y) {
      if (finish.other == nullptr) continue;
      activate_row(finish.other, stage.activation, output.data + y * walk.out_row, output);
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
