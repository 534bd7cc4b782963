// Speed of each kernel, in multiply-adds per second, on one core.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "kernels/conv_u8s8/conv_u8s8.h"
#include "kernels/shortcut.h"

namespace sprint::kernels {
namespace {

struct Layer {
  const char* name;
  int32_t size_y, size_x;  // of the output
  int32_t in, out, kernel, stride;
  bool affine = false;  // with a BatchNormalization behind
};

constexpr Layer kLayers[] = {
    {"first_48", 48, 48, 3, 16, 3, 1},
    {"first_240x320_s2", 120, 160, 3, 16, 3, 2},
    {"56x56x64_3x3", 56, 56, 64, 64, 3, 1},
    {"14x14x256_3x3", 14, 14, 256, 256, 3, 1},
    {"7x7x512_3x3", 7, 7, 512, 512, 3, 1},
    {"56x56x64_256", 56, 56, 64, 256, 1, 1},
    {"7x7x2048_512", 7, 7, 2048, 512, 1, 1},
    {"14x14x96_576", 14, 14, 96, 576, 1, 1},
    {"56x56x24_144", 56, 56, 24, 144, 1, 1},
    {"24x24x16_32_3x3", 24, 24, 16, 32, 3, 1},
    {"12x12x32_64_3x3", 12, 12, 32, 64, 3, 1},
    {"dense_2304_128", 1, 1, 2304, 128, 1, 1},
    {"first_48_affine", 48, 48, 3, 16, 3, 1, true},
    {"24x24x16_32_3x3_affine", 24, 24, 16, 32, 3, 1, true},
    {"12x12x32_64_3x3_affine", 12, 12, 32, 64, 3, 1, true},
};

void run(benchmark::State& state, const ConvU8S8Kernel& kernel, const Layer& layer) {
  const ConvShape shape{layer.in, layer.out, layer.kernel, layer.kernel, layer.stride, layer.stride,
                        1,        1};
  const int32_t height = (layer.size_y - 1) * layer.stride + layer.kernel;
  const int32_t width = (layer.size_x - 1) * layer.stride + layer.kernel;
  const auto terms = static_cast<size_t>(layer.in * layer.kernel * layer.kernel);
  const auto out = static_cast<size_t>(layer.out);
  const std::vector<int8_t> weights(terms * out, 1);
  const std::vector<float> multiplier(out + kReadSlack, 0.01F);
  const AlignedVector<uint8_t> input(static_cast<size_t>(height * width * layer.in) + kReadSlack,
                                     uint8_t{1});
  const auto pixels = static_cast<size_t>(layer.size_y * layer.size_x);
  AlignedVector<uint8_t> output(pixels * out);
  PackedConvU8S8 packed = pack_conv_u8s8(shape, weights, {}, 3, true);
  const Image<const uint8_t> from{
      input.data(), height, width, layer.in, ptrdiff_t{width} * layer.in, layer.in};
  const Image<uint8_t> to{
      output.data(), layer.size_y, layer.size_x, layer.out, ptrdiff_t{layer.size_x} * layer.out,
      layer.out};
  OutputStage stage;
  stage.multiplier = multiplier.data();
  const ChannelAffine affine{multiplier.data(), multiplier.data()};
  if (layer.affine) stage.affine = &affine;
  if (!layer.affine) {
    stage.shortcut = shortcut_of(packed.weights, packed.bias, layer.out, stage);
    take(stage.shortcut, packed.bias);
  }
  for (auto _ : state) {
    kernel.to_u8(packed, from, to, stage);
    benchmark::ClobberMemory();
  }
  const auto products = static_cast<double>(pixels * terms * out);
  state.counters["GMAC/s"] =
      benchmark::Counter(products * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

[[maybe_unused]] const bool registered = [] {
  for (const ConvU8S8Kernel& kernel : conv_u8s8_kernels()) {
    if (kernel.isa == Isa::baseline) continue;
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    for (const Layer& layer : kLayers) {
      const std::string name = std::string(isa_name(kernel.isa)) + '/' + layer.name;
      benchmark::RegisterBenchmark(
          name.c_str(), [&kernel, &layer](benchmark::State& state) { run(state, kernel, layer); });
    }
  }
  return true;
}();

}  // namespace
}  // namespace sprint::kernels
