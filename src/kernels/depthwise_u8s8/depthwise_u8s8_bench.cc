#include <benchmark/benchmark.h>

#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/shortcut.h"

namespace sprint::kernels {
namespace {

// Arguments: kernel of the list, output height and width, channels, kernel size, stride.
void depthwise(benchmark::State& state) {
  const DepthwiseU8S8Kernel& kernel = depthwise_u8s8_kernels()[static_cast<size_t>(state.range(0))];
  const auto height = static_cast<int32_t>(state.range(1));
  const auto width = static_cast<int32_t>(state.range(2));
  const auto channels = static_cast<int32_t>(state.range(3));
  const auto size = static_cast<int32_t>(state.range(4));
  const auto stride = static_cast<int32_t>(state.range(5));
  const int32_t in_height = (height - 1) * stride + size, in_width = (width - 1) * stride + size;
  const ConvShape shape{channels, channels, size, size, stride, stride, 1, 1};
  const auto count = static_cast<size_t>(channels);
  const std::vector<int8_t> weights(count * static_cast<size_t>(size * size), 3);
  PackedDepthwiseU8S8 packed = pack_depthwise_u8s8(shape, weights, {}, 128);
  const AlignedVector<uint8_t> in(static_cast<size_t>(in_height * in_width) * count + kReadSlack);
  AlignedVector<uint8_t> out(static_cast<size_t>(height * width) * count);
  const std::vector<float> multiplier(count + kReadSlack, 0.01F);
  OutputStage stage{multiplier.data(), 4, 0, 255, nullptr, nullptr};
  stage.shortcut = shortcut_of(packed.weights, packed.bias, channels, stage);
  take(stage.shortcut, packed.bias);
  for (auto _ : state) {
    kernel.to_u8(packed, {in.data(), in_height, in_width, channels, in_width * channels, channels},
                 {out.data(), height, width, channels, width * channels, channels}, stage);
    benchmark::ClobberMemory();
  }
  state.SetLabel(isa_name(kernel.isa).data());
  state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(out.size()) * size * size,
                                               benchmark::Counter::kIsIterationInvariantRate);
}

void shapes(benchmark::internal::Benchmark* bench) {
  const int64_t all[][5] = {{112, 112, 32, 3, 1}, {56, 56, 96, 3, 2},  {56, 56, 144, 3, 1},
                            {28, 28, 192, 3, 1},  {14, 14, 576, 3, 1}, {7, 7, 960, 3, 1},
                            {60, 80, 64, 3, 1},   {30, 40, 128, 3, 1}, {14, 14, 672, 5, 1}};
  for (size_t i = 0; i < depthwise_u8s8_kernels().size(); ++i) {
    for (const auto& s : all) bench->Args({static_cast<int64_t>(i), s[0], s[1], s[2], s[3], s[4]});
  }
}
BENCHMARK(depthwise)->Apply(shapes);

}  // namespace
}  // namespace sprint::kernels
