// All tiles of a convolution, and what becomes of their sums, over an instruction set's vectors
// `V`. In an anonymous namespace, as tile.h.
#pragma once

#include <type_traits>

#include "kernels/conv_u8s8/tile.h"

namespace sprint::kernels {
namespace {

// An output pixel; pixels follow each other row by row.
struct Position {
  int32_t y = 0, x = 0;
  void advance(int32_t width) {
    if (++x == width) {
      x = 0;
      ++y;
    }
  }
  template <typename T>
  T* in(const Image<T>& image) const {
    return image.data + y * image.row_stride + x * image.pixel_stride;
  }
};

// The address of a position in an image.
template <typename T>
struct Cursor {
  T *row, *pixel;
  ptrdiff_t row_step, pixel_step;
  void next_row() { pixel = row += row_step; }
};

// The addresses of `count` pixels in the input and in the output from `at` on, which all move
// behind them.
template <typename T>
[[gnu::always_inline]] inline void take_pixels(int32_t count, int32_t width, Position& at,
                                               Cursor<const uint8_t>& from, Cursor<T>& to,
                                               const uint8_t** inputs, T** outputs) {
  while (count > 0) {
    const int32_t in_row = width - at.x < count ? width - at.x : count;
    for (int32_t m = 0; m < in_row; ++m) {
      inputs[m] = from.pixel + m * from.pixel_step;
      outputs[m] = to.pixel + m * to.pixel_step;
    }
    inputs += in_row;
    outputs += in_row;
    from.pixel += in_row * from.pixel_step;
    to.pixel += in_row * to.pixel_step;
    at.x += in_row;
    count -= in_row;
    if (at.x == width) {
      at = {at.y + 1, 0};
      from.next_row();
      to.next_row();
    }
  }
}

// Sums [pixels][vectors * V::kLanes] of the pixels from `first` and the channels from `channel`.
struct Sums {
  const int32_t* data;
  Position first;
  int32_t pixels, vectors, channel;
};

// store(vector of sums, position, channel, channels that exist from there on) for each vector.
template <typename V, typename Store>
[[gnu::always_inline]] inline void for_each_vector(const Sums& sums, int32_t width,
                                                   int32_t channels, const Store& store) {
  Position at = sums.first;
  const int32_t* data = sums.data;
  for (int32_t m = 0; m < sums.pixels; ++m, at.advance(width)) {
    int32_t channel = sums.channel;
    for (int32_t n = 0; n < sums.vectors; ++n, channel += V::kLanes, data += V::kLanes) {
      store(V::load(data), at, channel, channels - channel);
    }
  }
}

template <typename V>
struct IntOutput {
  const Image<int32_t>& image;
  static bool narrows(Narrow&, int32_t, int32_t) { return false; }
  void operator()(const Sums& sums) const {
    for_each_vector<V>(sums, image.width, image.channels,
                       [&](auto acc, Position at, int32_t channel, int32_t left) {
                         V::store(at.in(image) + channel, acc, left);
                       });
  }
};

template <typename V>
struct FloatOutput {
  const Image<float>& image;
  const float *multiplier, *offset;
  static bool narrows(Narrow&, int32_t, int32_t) { return false; }
  void operator()(const Sums& sums) const {
    for_each_vector<V>(sums, image.width, image.channels,
                       [&](auto acc, Position at, int32_t channel, int32_t left) {
                         auto value =
                             V::multiply(V::to_float(acc), V::load(multiplier + channel, left));
                         if (offset != nullptr)
                           value = V::add(value, V::load(offset + channel, left));
                         V::store(at.in(image) + channel, value, left);
                       });
  }
};

// clamp(round(value) + zero_point, low, high). Clamping before rounding gives the same, as the
// bounds are integers, and keeps the conversion from overflowing.
template <typename V>
struct Requantize {
  Requantize(int32_t zero_point, int32_t low, int32_t high)
      : low_(V::to_float(V::set(low - zero_point))),
        high_(V::to_float(V::set(high - zero_point))),
        zero_point_(V::set(zero_point)) {}
  typename V::Int operator()(typename V::Float value) const {
    return V::add(V::round(V::clamp(value, low_, high_)), zero_point_);
  }

 private:
  typename V::Float low_, high_;
  typename V::Int zero_point_;
};

template <typename V>
struct U8Output {
  U8Output(const Image<uint8_t>& output, const OutputStage& output_stage)
      : image(output),
        stage(output_stage),
        requantize(output_stage.zero_point, output_stage.low, output_stage.high) {}

  // Whether the tile itself requantizes and stores its sums, as `narrow` says.
  bool narrows(Narrow& narrow, int32_t channel, int32_t vectors) const {
    narrow.multiplier = stage.multiplier + channel;
    narrow.last = image.channels - channel - (vectors - 1) * V::kLanes;
    narrow.zero_point = stage.zero_point;
    narrow.low = stage.low;
    narrow.high = stage.high;
    return stage.residual == nullptr && stage.affine == nullptr;
  }
  void operator()(const Sums& sums) const {
    if (stage.residual != nullptr) with_residual(sums, *stage.residual);
    if (stage.affine != nullptr) with_affine(sums, *stage.affine);
  }

 private:
  typename V::Int own(typename V::Int acc, int32_t channel, int32_t left) const {
    return requantize(V::multiply(V::to_float(acc), V::load(stage.multiplier + channel, left)));
  }

  void with_residual(const Sums& sums, const Residual& residual) const {
    const Requantize<V> again(residual.output_zero_point, residual.low, residual.high);
    const auto own_zero = V::set(residual.own_zero_point), zero = V::set(residual.zero_point);
    const auto own_scale = V::set(residual.own_multiplier), scale = V::set(residual.multiplier);
    for_each_vector<V>(sums, image.width, image.channels,
                       [&](auto acc, Position at, int32_t channel, int32_t left) {
                         const auto q = V::subtract(own(acc, channel, left), own_zero);
                         const auto r = V::subtract(V::load(at.in(residual.image) + channel), zero);
                         const auto sum = V::add(V::multiply(V::to_float(q), own_scale),
                                                 V::multiply(V::to_float(r), scale));
                         V::store(at.in(image) + channel, again(sum), left);
                       });
  }

  void with_affine(const Sums& sums, const ChannelAffine& affine) const {
    const Requantize<V> again(0, affine.low, affine.high);
    for_each_vector<V>(
        sums, image.width, image.channels,
        [&](auto acc, Position at, int32_t channel, int32_t left) {
          const auto q = V::to_float(own(acc, channel, left));
          const auto product = V::multiply(q, V::load(affine.multiplier + channel, left));
          V::store(at.in(image) + channel,
                   again(V::add(product, V::load(affine.offset + channel, left))), left);
        });
  }

  const Image<uint8_t>& image;
  const OutputStage& stage;
  Requantize<V> requantize;
};

// The part of a tile that is the same for all pixels of one convolution.
inline TileInput tile_input(const PackedConvU8S8& packed, const Image<const uint8_t>& input) {
  const ConvShape& shape = packed.shape;
  TileInput in;
  in.row_step = shape.dilation_y * input.row_stride;
  in.column_step = shape.dilation_x * input.pixel_stride;
  in.rows = shape.kernel_height;
  in.columns = packed.merged_rows ? 1 : shape.kernel_width;
  in.groups = (shape.in_channels * (packed.merged_rows ? shape.kernel_width : 1) + 3) / 4;
  in.block_size = ptrdiff_t{64} * in.rows * in.columns * in.groups;
  return in;
}

// Runs `vectors` vectors of channels from `channel` on over all pixels, in tiles of equal size give
// or take one.
template <typename V, typename T, typename Output>
void run_channels(TileInput& in, const ConvShape& shape, const Image<const uint8_t>& input,
                  const Image<T>& image, int32_t channel, int32_t vectors, const Output& output) {
  static constexpr Tiles<V> tiles;
  alignas(64) int32_t data[V::kMaxSums];
  Narrow narrow;
  const bool narrows = output.narrows(narrow, channel, vectors);
  in.narrow = narrows ? &narrow : nullptr;
  const int32_t pixels = image.height * image.width;
  const int32_t most = V::max_pixels(vectors);
  const int32_t count = (pixels + most - 1) / most;
  const int32_t size = pixels / count, larger = pixels % count;
  Cursor<const uint8_t> from{input.data, input.data, shape.stride_y * input.row_stride,
                             shape.stride_x * input.pixel_stride};
  Cursor<T> to{image.data + channel, image.data + channel, image.row_stride, image.pixel_stride};
  Position at;
  for (int32_t t = 0; t < count; ++t) {
    const int32_t own = size + (t < larger ? 1 : 0);
    const Sums sums{data, at, own, vectors, channel};
    if constexpr (std::is_same_v<T, uint8_t>) {
      take_pixels(own, image.width, at, from, to, in.pixels, narrow.pixels);
    } else {
      T* unused[kMaxPixels];
      take_pixels(own, image.width, at, from, to, in.pixels, unused);
    }
    tiles.at[vectors][own](in, data);
    if (!narrows) output(sums);
  }
}

template <typename V, typename T, typename Output>
void run(const PackedConvU8S8& packed, const Image<const uint8_t>& input, const Image<T>& image,
         const Output& output) {
  if (image.height <= 0 || image.width <= 0) return;
  TileInput in = tile_input(packed, input);
  const bool one_pixel = image.height == 1 && image.width == 1;
  int32_t left = (packed.shape.out_channels + V::kLanes - 1) / V::kLanes;
  for (int32_t channel = 0; left > 0;) {
    const int32_t vectors = V::pick_vectors(left, one_pixel);
    in.weights = packed.weights.data() + channel / 16 * in.block_size + channel % 16 * 4;
    in.bias = packed.bias.data() + channel;
    run_channels<V>(in, packed.shape, input, image, channel, vectors, output);
    channel += vectors * V::kLanes;
    left -= vectors;
  }
}

template <typename V>
void to_u8(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  run<V>(packed, input, output, U8Output<V>(output, stage));
}

template <typename V>
void to_int(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
            const Image<int32_t>& output) {
  run<V>(packed, input, output, IntOutput<V>{output});
}

template <typename V>
void to_float(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
              const Image<float>& output, const float* multiplier, const float* offset) {
  run<V>(packed, input, output, FloatOutput<V>{output, multiplier, offset});
}

}  // namespace
}  // namespace sprint::kernels
