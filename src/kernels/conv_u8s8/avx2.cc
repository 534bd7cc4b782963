#include "kernels/conv_u8s8/kernels.h"
#include "kernels/conv_u8s8/run.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

// Each 16-bit half of a lane holds two of the group's four channels; they are multiplied apart,
// even and odd, in 16 bits, whose pairs vpmaddwd sums in 32: nothing saturates. Weights are
// extended once for all pixels of a tile.
struct Vectors : Vectors256 {
  struct Weights {
    Int even, odd;
  };
  struct Pixel {
    Int even, odd;
  };

  // 8 sums, 2 x 2 weights and 2 halves of a pixel fit 16 registers.
  static constexpr int32_t kTileSums = 8, kTileVectors = 2, kOnePixelVectors = 4;

  static Weights load_weights(const int8_t* p) {
    const Int bytes = load_bytes(p);
    return {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8), _mm256_srai_epi16(bytes, 8)};
  }
  static Pixel broadcast(const uint8_t* p) {
    const Int bytes = broadcast_group(p);
    return {_mm256_and_si256(bytes, _mm256_set1_epi16(0xff)), _mm256_srli_epi16(bytes, 8)};
  }
  static Int dot(Int sum, const Pixel& pixel, const Weights& weights) {
    const Int even = _mm256_madd_epi16(pixel.even, weights.even);
    const Int odd = _mm256_madd_epi16(pixel.odd, weights.odd);
    return add(sum, add(even, odd));
  }
};

}  // namespace

const ConvU8S8Kernel conv_u8s8_avx2 = {Isa::avx2, to_u8<Vectors>, to_int<Vectors>,
                                       to_float<Vectors>};

}  // namespace sprint::kernels
