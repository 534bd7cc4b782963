// All tiles of a convolution over an instruction set's vectors `V`. In an anonymous namespace, as
// tile.h.
#pragma once

#include "kernels/conv_u8s8/tile.h"
#include "kernels/image_rows.h"

namespace sprint::kernels {
namespace {

// `count` tiles of `pixels` x `vectors` in each of `rows` rows, from column x and `channel` on.
struct Run {
  const Tile& tile;
  int32_t rows, x, channel, count, pixels, vectors;
};

struct U8Output {
  Image<uint8_t> image;
  const OutputStage& stage;
  Image<const uint8_t> residual;  // of the stage, if it has one

  void operator()(const TileInput& in, const Run& run) const {
    TileOutput out{&stage, run.channel, image.channels - run.channel};
    out.pixel = address(image, 0, run.x, run.channel);
    out.pixel_step = image.pixel_stride;
    out.row_step = image.row_stride;
    if (stage.residual != nullptr) {
      out.residual_pixel = address(residual, 0, run.x, run.channel);
      out.residual_step = residual.pixel_stride;
      out.residual_row_step = residual.row_stride;
    }
    run.tile.to_bytes[static_cast<int>(kind_of(stage))](in, out, run.rows, run.count);
  }
};

// store(vector of sums, element of `image`, channel, channels that exist from there on) for each.
template <typename V, typename T, typename Store>
[[gnu::always_inline]] inline void for_each_vector(const TileInput& in, const Run& run,
                                                   const Image<T>& image, const Store& store) {
  alignas(64) int32_t data[V::kTileSums * V::kLanes];
  for (int32_t y = 0; y < run.rows; ++y) {
    TileInput tile = in;
    tile.pixel += y * in.row_step;
    for (int32_t m = 0; m < run.count * run.pixels; ++m) {
      if (m % run.pixels == 0) {
        run.tile.to_sums(tile, data);
        tile.pixel += run.pixels * in.pixel_step;
      }
      T* const pixel = address(image, y, run.x + m, 0);
      const int32_t* const sums = data + m % run.pixels * run.vectors * V::kLanes;
      for (int32_t n = 0; n < run.vectors * V::kLanes; n += V::kLanes) {
        const int32_t channel = run.channel + n;
        store(V::load(sums + n), pixel + channel, channel, image.channels - channel);
      }
    }
  }
}

template <typename V>
struct IntOutput {
  Image<int32_t> image;
  void operator()(const TileInput& in, const Run& run) const {
    for_each_vector<V>(in, run, image,
                       [](auto acc, int32_t* p, int32_t, int32_t left) { V::store(p, acc, left); });
  }
};

template <typename V>
struct FloatOutput {
  Image<float> image;
  const float *multiplier, *offset;
  void operator()(const TileInput& in, const Run& run) const {
    for_each_vector<V>(in, run, image, [&](auto acc, float* p, int32_t channel, int32_t left) {
      auto value = V::multiply(V::to_float(acc), V::load(multiplier + channel, left));
      if (offset != nullptr) value = V::add(value, V::load(offset + channel, left));
      V::store(p, value, left);
    });
  }
};

// The part of a tile that is the same for all pixels of one convolution.
inline TileInput tile_input(const PackedConvU8S8& packed, const Image<const uint8_t>& input) {
  const ConvShape& shape = packed.shape;
  const ptrdiff_t channels = shape.in_channels * (packed.merged_rows ? shape.kernel_width : 1);
  TileInput in;
  in.columns = packed.merged_rows ? 1 : shape.kernel_width;
  in.taps = shape.kernel_height * in.columns;
  in.column_step = shape.dilation_x * input.pixel_stride;
  in.row_end = shape.dilation_y * input.row_stride - in.columns * in.column_step;
  in.tap_size = (channels + 3) / 4 * 4;
  in.block_size = 16 * in.taps * in.tap_size;
  return in;
}

constexpr int32_t divide_up(int32_t a, int32_t b) { return (a + b - 1) / b; }

// What tiles of `vectors` vectors cost in a row of pixels: loads of pixels and of weights, which
// count twice, as they may have to come from the second-level cache, and vectors of bytes that four
// vectors of sums fill.
template <typename V>
int64_t row_cost(int32_t vectors, int32_t pixels) {
  const int32_t tiles = divide_up(pixels, max_pixels<V>(vectors));
  const int32_t per_bytes = vectors < 4 ? 4 / vectors : 1;
  return pixels + int64_t{2} * vectors * tiles + divide_up(pixels, per_bytes);
}

// Vectors of the next tiles, of `left`. Tiles begin at blocks of 16 channels.
template <typename V>
int32_t pick_vectors(int32_t left, const Image<const uint8_t>& taps) {
  if (taps.height * taps.width == 1 && left >= V::kOnePixelVectors) return V::kOnePixelVectors;
  const auto cost = [&](int32_t most) {
    const int32_t rest = left % most;
    return left / most * row_cost<V>(most, taps.width) +
           (rest == 0 ? 0 : row_cost<V>(rest, taps.width));
  };
  int32_t best = V::kTileVectors;
  constexpr int32_t kBlock = 16 / V::kLanes;
  for (int32_t most = best - kBlock; most > 0; most -= kBlock) {
    if (cost(most) < cost(best)) best = most;
  }
  return left < best ? left : best;
}

// Runs `vectors` vectors of channels from `channel` on over all pixels, in tiles of equal size give
// or take one, those of one size first.
template <typename V, typename Output>
void run_channels(TileInput& in, const Image<const uint8_t>& taps, int32_t channel, int32_t vectors,
                  const Output& output) {
  static constexpr Tiles<V> tiles;
  const int32_t most = max_pixels<V>(vectors);
  const int32_t count = divide_up(taps.width, most);
  const int32_t size = taps.width / count, larger = taps.width % count;
  const auto run = [&](int32_t x, int32_t tile_count, int32_t pixels) {
    if (tile_count == 0) return;
    in.pixel = address(taps, 0, x, 0);
    output(in,
           Run{tiles.at[vectors][pixels], taps.height, x, channel, tile_count, pixels, vectors});
  };
  run(0, larger, size + 1);
  run(larger * (size + 1), count - larger, size);
}

// `taps` has the output's size.
template <typename V, typename Output>
void run(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
         const Image<const uint8_t>& taps, const Output& output) {
  if (taps.height <= 0 || taps.width <= 0) return;
  TileInput in = tile_input(packed, input);
  in.pixel_step = taps.pixel_stride;
  in.row_step = taps.row_stride;
  int32_t left = divide_up(packed.shape.out_channels, V::kLanes);
  for (int32_t channel = 0; left > 0;) {
    const int32_t vectors = pick_vectors<V>(left, taps);
    in.weights = packed.weights.data() + channel / 16 * in.block_size + channel % 16 * 4;
    in.bias = packed.bias.data() + channel;
    run_channels<V>(in, taps, channel, vectors, output);
    channel += vectors * V::kLanes;
    left -= vectors;
  }
}

template <typename V>
void to_u8(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  Image<const uint8_t> taps = first_taps(packed.shape, input, output);
  U8Output out{output, stage, {}};
  if (stage.residual != nullptr) {
    out.residual = stage.residual->image;
    flatten(taps, out.image, out.residual);
  } else {
    flatten(taps, out.image);
  }
  run<V>(packed, input, taps, out);
}

template <typename V>
void to_int(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
            const Image<int32_t>& output) {
  Image<const uint8_t> taps = first_taps(packed.shape, input, output);
  IntOutput<V> out{output};
  flatten(taps, out.image);
  run<V>(packed, input, taps, out);
}

template <typename V>
void to_float(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
              const Image<float>& output, const float* multiplier, const float* offset) {
  Image<const uint8_t> taps = first_taps(packed.shape, input, output);
  FloatOutput<V> out{output, multiplier, offset};
  flatten(taps, out.image);
  run<V>(packed, input, taps, out);
}

}  // namespace
}  // namespace sprint::kernels
