// All tiles of a convolution, over an instruction set's vectors `V`. In an anonymous namespace, as
// unroll.h.
#pragma once

#include <algorithm>

#include "kernels/conv_f32/tile.h"
#include "kernels/image_rows.h"

namespace sprint::kernels {
namespace {

template <typename V>
using RunTiles = void (*)(const Taps&, const Tiles&, const Finish<V>&);

// For tiles of 1 .. V::max_pixels(vectors) pixels, in even steps or not, and `vectors` vectors,
// which fill blocks of 16 channels.
template <typename V>
struct TileKinds {
  RunTiles<V> at[kMaxVectors + 1][kMaxPixels + 1][2] = {};

  constexpr TileKinds() { fill<kOfBlock, 1>(); }

 private:
  static constexpr int kOfBlock = 16 / V::kLanes;
  template <int vectors, int pixels>
  constexpr void fill() {
    at[vectors][pixels][false] = &run_tiles<V, pixels, vectors, false>;
    at[vectors][pixels][true] = &run_tiles<V, pixels, vectors, true>;
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
  explicit Pixels(const Image<T>& image)
      : row_(image.data),
        pixel_(image.data),
        row_step_(image.row_stride),
        pixel_step_(image.pixel_stride),
        width_(image.width) {}
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

// A convolution with the channels from `first` to `last`, tiles of pixels one after the other.
template <typename V>
class Convolution {
 public:
  Convolution(const PackedConvF32& packed, const Taps& taps, const FloatOutputStage& stage,
              Activate activate, int32_t first, int32_t last)
      : finish_(stage.activation, activate),
        packed_(packed),
        taps_(taps),
        stage_(stage),
        first_(first),
        last_(last) {}

  // Along rows, in some tiles at once for which weights and inputs stay in near caches; tiles of a
  // row have equal numbers of pixels, give or take one. `residual` has no data where there is none.
  void run_rows(const Image<const float>& in, const Image<float>& out,
                const Image<const float>& residual) const {
    const int32_t count = (out.width + kMost - 1) / kMost;
    const int32_t size = out.width / count, larger = out.width % count;
    for (int32_t y = 0; y < out.height; ++y) {
      const auto run = [&](int32_t x, int32_t end, int32_t pixels) {
        for (int32_t step; x < end; x += step) {
          step = std::min(kTilesAtOnce * pixels, end - x);
          Tiles tiles;
          tiles.count = step / pixels;
          tiles.in = {{address(in, y, x, 0)}, in.pixel_stride};
          tiles.out = {{address(out, y, x, 0)}, out.pixel_stride};
          tiles.residual = {{}, residual.pixel_stride};
          if (residual.data != nullptr) tiles.residual.at[0] = address(residual, y, x, 0);
          run_channels<true>(tiles, pixels);
        }
      };
      run(0, larger * (size + 1), size + 1);
      run(larger * (size + 1), out.width, size);
    }
  }

  // In tiles that cross from row to row.
  void run_across_rows(const Image<const float>& in, const Image<float>& out,
                       const Image<const float>& residual) const {
    const int32_t all = out.height * out.width, count = (all + kMost - 1) / kMost;
    Pixels next_in(in), next_residual(residual);
    Pixels next_out(out);
    for (int32_t t = 0; t < count; ++t) {
      const int32_t pixels = all / count + (t < all % count ? 1 : 0);
      Tiles tiles;
      tiles.count = 1;
      next_in.take(pixels, tiles.in.at);
      next_out.take(pixels, tiles.out.at);
      tiles.residual.at[0] = nullptr;
      if (residual.data != nullptr) next_residual.take(pixels, tiles.residual.at);
      run_channels<false>(tiles, pixels);
    }
  }

 private:
  static constexpr int32_t kMost = V::max_pixels(V::kTileVectors), kTilesAtOnce = 8;

  template <bool even>
  void run_channels(Tiles& tiles, int32_t pixels) const {
    static constexpr TileKinds<V> kinds;
    const int32_t step = tile_channels<V>(pixels);
    tiles.affine = stage_.affine;
    for (tiles.channel = first_; tiles.channel < last_; tiles.channel += step) {
      tiles.channels = std::min(last_ - tiles.channel, step);
      tiles.weights = packed_.weights.data() + tiles.channel / 16 * taps_.block_size;
      tiles.bias = packed_.bias.data() + tiles.channel;
      const int32_t vectors = (tiles.channels + 15) / 16 * (16 / V::kLanes);
      kinds.at[vectors][pixels][even](taps_, tiles, finish_);
      if (finish_.other == nullptr) continue;
      for (int32_t m = 0; m < tiles.count * pixels; ++m) {
        float* const out = address<even>(tiles.out, m) + tiles.channel;
        finish_.other(stage_.activation, out, out, static_cast<size_t>(tiles.channels));
      }
    }
  }

  Finish<V> finish_;
  const PackedConvF32& packed_;
  const Taps& taps_;
  const FloatOutputStage& stage_;
  int32_t first_, last_;
};

template <typename V>
void run(const PackedConvF32& packed, const Image<const float>& input, const Image<float>& output,
         const FloatOutputStage& stage, Activate activate) {
  if (output.height <= 0 || output.width <= 0) return;
  // Tiles of shorter rows cross them, as all weights were read for few pixels.
  constexpr int32_t kShort = 9;
  const Taps taps = taps_of(packed, input);
  Image<const float> in = first_taps(packed.shape, input, output), residual;
  Image<float> out = output;
  if (stage.residual == nullptr) {
    flatten(in, out);
  } else {
    residual = *stage.residual;
    flatten(in, out, residual);
  }
  const int32_t step = channels_at_once<V>(taps, output.height * output.width);
  for (int32_t first = 0; first < packed.shape.out_channels; first += step) {
    const int32_t last = std::min(first + step, packed.shape.out_channels);
    const Convolution<V> convolution(packed, taps, stage, activate, first, last);
    if (out.height == 1 || out.width > kShort) {
      convolution.run_rows(in, out, residual);
    } else {
      convolution.run_across_rows(in, out, residual);
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
