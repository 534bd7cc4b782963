// All tiles of a convolution, over an instruction set's vectors `V`. In an anonymous namespace, as
// unroll.h.
#pragma once

#include <algorithm>

#include "kernels/conv_f32/tile.h"

namespace sprint::kernels {
namespace {

template <typename V>
using RunTile = void (*)(const Taps&, const Tile&, const Finish<V>&);

// The tiles of 1 .. V::max_pixels(vectors) pixels and `vectors` vectors, which fill blocks of 16
// channels.
template <typename V>
struct Tiles {
  RunTile<V> at[kMaxVectors + 1][kMaxPixels + 1] = {};

  constexpr Tiles() { fill<kOfBlock, 1>(); }

 private:
  static constexpr int kOfBlock = 16 / V::kLanes;
  template <int vectors, int pixels>
  constexpr void fill() {
    at[vectors][pixels] = &run_tile<V, pixels, vectors>;
    if constexpr (pixels < V::max_pixels(vectors)) {
      fill<vectors, pixels + 1>();
    } else if constexpr (vectors + kOfBlock <= kMaxVectors) {
      fill<vectors + kOfBlock, 1>();
    }
  }
};

// Addresses of an image's pixels, row by row.
template <typename T>
class Pixels {
 public:
  Pixels(T* data, int32_t width, ptrdiff_t row_step, ptrdiff_t pixel_step)
      : row_(data), pixel_(data), row_step_(row_step), pixel_step_(pixel_step), width_(width) {}
  // The addresses of the next `count`.
  void take(int32_t count, T** addresses) {
    while (count > 0) {
      const int32_t in_row = std::min(count, width_ - x_);
      for (int32_t m = 0; m < in_row; ++m) addresses[m] = pixel_ + m * pixel_step_;
      addresses += in_row;
      count -= in_row;
      x_ += in_row;
      pixel_ += in_row * pixel_step_;
      if (x_ < width_) continue;
      pixel_ = row_ += row_step_;
      x_ = 0;
    }
  }

 private:
  T *row_, *pixel_;
  ptrdiff_t row_step_, pixel_step_;
  int32_t width_, x_ = 0;
};

constexpr size_t kFirstCache = 32 * 1024 / sizeof(float);

inline Taps taps_of(const PackedConvF32& packed, const Image<const float>& input) {
  const ConvShape& shape = packed.shape;
  const ptrdiff_t width = shape.kernel_width, channels = shape.in_channels;
  Taps taps;
  taps.rows = shape.kernel_height;
  taps.columns = packed.merged_rows ? 1 : shape.kernel_width;
  taps.size = packed.merged_rows ? width * channels : channels;
  taps.row_step = shape.dilation_y * input.row_stride;
  taps.column_step = shape.dilation_x * input.pixel_stride;
  taps.block_size = shape.kernel_height * width * channels * 16;
  taps.far_weights = packed.weights.size() > kFirstCache;
  return taps;
}

// Channels of a tile, at most.
template <typename V>
int32_t tile_channels(int32_t pixels) {
  return (pixels == 1 ? kMaxVectors : V::kTileVectors) * V::kLanes;
}

// Channels whose weights stay in the second cache while all pixels pass by.
template <typename V>
int32_t channels_at_once(const Taps& taps, int32_t all_pixels) {
  constexpr ptrdiff_t kFloats = 128 * 1024;
  const int32_t least = tile_channels<V>(all_pixels);
  const auto most = static_cast<int32_t>(kFloats / taps.block_size * 16);
  return std::max(most / least, 1) * least;
}

// The tiles of some pixels and the channels from `first` to `last`.
template <typename V>
void run_channels(const PackedConvF32& packed, const Taps& taps, Tile& tile, int32_t pixels,
                  int32_t first, int32_t last, const FloatOutputStage& stage,
                  const Finish<V>& finish) {
  static constexpr Tiles<V> tiles;
  const int32_t step = tile_channels<V>(pixels);
  for (tile.channel = first; tile.channel < last; tile.channel += step) {
    tile.channels = std::min(last - tile.channel, step);
    tile.weights = packed.weights.data() + tile.channel / 16 * taps.block_size;
    tile.bias = packed.bias.data() + tile.channel;
    const int32_t vectors = (tile.channels + 15) / 16 * (16 / V::kLanes);
    tiles.at[vectors][pixels](taps, tile, finish);
    if (finish.other == nullptr) continue;
    for (int32_t m = 0; m < pixels; ++m) {
      float* const out = tile.out[m] + tile.channel;
      finish.other(stage.activation, out, out, static_cast<size_t>(tile.channels));
    }
  }
}

// Tiles have equal numbers of pixels, give or take one.
template <typename V>
void run(const PackedConvF32& packed, const Image<const float>& input, const Image<float>& output,
         const FloatOutputStage& stage, Activate activate) {
  const ConvShape& shape = packed.shape;
  const Taps taps = taps_of(packed, input);
  const Finish<V> finish(stage.activation, activate);
  constexpr int32_t kMost = V::max_pixels(V::kTileVectors);
  const int32_t width = output.width, all = output.height * width;
  const int32_t count = (all + kMost - 1) / kMost, step = channels_at_once<V>(taps, all);
  const Image<const float> none, &residual = stage.residual == nullptr ? none : *stage.residual;
  for (int32_t first = 0; first < shape.out_channels; first += step) {
    const int32_t last = std::min(first + step, shape.out_channels);
    Pixels in(input.data, width, shape.stride_y * input.row_stride,
              shape.stride_x * input.pixel_stride);
    Pixels out(output.data, width, output.row_stride, output.pixel_stride);
    Pixels added(residual.data, width, residual.row_stride, residual.pixel_stride);
    Tile tile;
    for (int32_t t = 0; t < count; ++t) {
      const int32_t pixels = all / count + (t < all % count ? 1 : 0);
      in.take(pixels, tile.in);
      out.take(pixels, tile.out);
      added.take(residual.data == nullptr ? 1 : pixels, tile.residual);
      run_channels(packed, taps, tile, pixels, first, last, stage, finish);
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
