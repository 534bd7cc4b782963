// The sums of a register tile, over an instruction set's vectors `V`. In an anonymous namespace:
// each file of an instruction set has its own.
//
// V::kLanes int32 per vector; a tile is some pixels x some vectors of output channels. Per group of
// 4 input channels it loads each vector of weights once and broadcasts the 4 bytes of each pixel:
// pixels + vectors loads for pixels * vectors products. Products bound tiles of two vectors and
// more, loads those of one.
#pragma once

#include "kernels/conv_u8s8/conv_u8s8.h"
#include "kernels/conv_u8s8/finish.h"

namespace sprint::kernels {
namespace {

constexpr int kMaxPixels = 12, kMaxVectors = 8;

// Where a tile reads. Taps follow each other by column_step in a row, and by row_end from the end
// of one row to the next.
struct TileInput {
  const uint8_t* pixel;  // the first tap of the first pixel
  ptrdiff_t pixel_step, row_step;
  const int8_t* weights;  // of the first block
  ptrdiff_t block_size;   // bytes of weights from one block of 16 channels to the next
  const int32_t* bias;
  ptrdiff_t column_step, row_end;
  int32_t taps, columns;
  ptrdiff_t tap_size;  // bytes: 4 times its groups of channels
};

// Leaves the sums in `acc`. The first tap of the tile's first pixel is at `pixel`.
//
// Few addresses are kept, a fourth of the pixels and three steps: the compiler would spill others
// into vector registers, from where they come back behind all products.
template <typename V, int pixels, int vectors>
[[gnu::always_inline]] inline void sum(const TileInput& in, const uint8_t* pixel,
                                       typename V::Int (&acc)[pixels][vectors]) {
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    const auto bias = V::load(in.bias + n * V::kLanes);
    unroll<pixels>([&](auto m) __attribute__((always_inline)) { acc[m][n] = bias; });
  });
  constexpr int kBases = (pixels + 3) / 4;
  const ptrdiff_t step = in.pixel_step, block_size = in.block_size, tap_size = in.tap_size;
  const int8_t* weights = in.weights;
  int32_t column = in.columns;
  for (int32_t tap = in.taps; tap > 0; --tap) {
    const uint8_t* base[kBases];
    unroll<kBases>([&](auto k) __attribute__((always_inline)) { base[k] = pixel + 4 * k * step; });
    for (const int8_t* const end = weights + 16 * tap_size; weights != end; weights += 64) {
      typename V::Weights w[vectors];
      unroll<vectors>([&](auto n) __attribute__((always_inline)) {
        constexpr int channel = n * V::kLanes;
        w[n] = V::load_weights(weights + channel / 16 * block_size + channel % 16 * 4);
      });
      unroll<pixels>([&](auto m) __attribute__((always_inline)) {
        const auto x = V::broadcast(base[m / 4] + m % 4 * step);
        unroll<vectors>([&](auto n) __attribute__((always_inline)) {
          acc[m][n] = V::dot(acc[m][n], x, w[n]);
        });
      });
      unroll<kBases>([&](auto k) __attribute__((always_inline)) { base[k] += 4; });
    }
    pixel += in.column_step;
    if (--column == 0) {
      pixel += in.row_end;
      column = in.columns;
    }
  }
}

// The same object, but loaded from memory where it is used: all registers are for the sums.
template <typename T>
[[gnu::always_inline]] inline T reloaded(const T& object) {
  const T* address = &object;
  asm volatile("" : "+r"(address) : "m"(object));
  return *address;
}

// Runs tiles that follow each other, `count` in each of `rows` rows of pixels.
template <typename V, StageKind kind, int pixels, int vectors>
void to_bytes(const TileInput& in, const TileOutput& out, int32_t rows, int32_t count) {
  const Finisher<V, kind, pixels, vectors> finisher(out);
  for (int32_t y = 0; y < rows; ++y) {
    const uint8_t* pixel = in.pixel + y * in.row_step;
    const uint8_t* residual = out.residual_pixel + y * out.residual_row_step;
    uint8_t* to = out.pixel + y * out.row_step;
    for (int32_t left = count; left > 0; --left, pixel += pixels * in.pixel_step) {
      typename V::Int acc[pixels][vectors];
      sum<V>(in, pixel, acc);
      reloaded(finisher).store(acc, to, residual);
    }
  }
}

// Stores the sums [pixels][vectors * V::kLanes] of one tile.
template <typename V, int pixels, int vectors>
void to_sums(const TileInput& in, int32_t* sums) {
  typename V::Int acc[pixels][vectors];
  sum<V>(in, in.pixel, acc);
  unroll<pixels * vectors>([&](auto v) __attribute__((always_inline)) {
    V::store(sums + v * V::kLanes, acc[v / vectors][v % vectors]);
  });
}

struct Tile {
  void (*to_bytes[6])(const TileInput& in, const TileOutput& out, int32_t rows,
                      int32_t count);  // for each StageKind
  void (*to_sums)(const TileInput& in, int32_t* sums);
};

template <typename V, int pixels, int vectors>
constexpr Tile kTile = {{to_bytes<V, StageKind::rectified, pixels, vectors>,
                         to_bytes<V, StageKind::simple, pixels, vectors>,
                         to_bytes<V, StageKind::plain, pixels, vectors>,
                         to_bytes<V, StageKind::residual, pixels, vectors>,
                         to_bytes<V, StageKind::residual_own_second, pixels, vectors>,
                         to_bytes<V, StageKind::affine, pixels, vectors>},
                        to_sums<V, pixels, vectors>};

// Most pixels of a tile of `vectors` vectors, 0 where there is none.
template <typename V>
constexpr int32_t max_pixels(int32_t vectors) {
  if (vectors > V::kTileVectors) return vectors == V::kOnePixelVectors ? 1 : 0;
  const int32_t pixels = V::kTileSums / vectors;
  return pixels < kMaxPixels ? pixels : kMaxPixels;
}

// Every tile that there is.
template <typename V>
struct Tiles {
  Tile at[kMaxVectors + 1][kMaxPixels + 1] = {};

  constexpr Tiles() { fill<1, 1>(); }

 private:
  template <int vectors, int pixels>
  constexpr void fill() {
    if constexpr (pixels <= max_pixels<V>(vectors)) {
      at[vectors][pixels] = kTile<V, pixels, vectors>;
      fill<vectors, pixels + 1>();
    } else if constexpr (vectors < kMaxVectors) {
      fill<vectors + 1, 1>();
    }
  }
};

}  // namespace
}  // namespace sprint::kernels
