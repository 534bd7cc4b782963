#include <benchmark/benchmark.h>

#include "kernels/conv_f32/float_conv_test.h"
#include "kernels/depthwise_f32/depthwise_f32.h"

namespace sprint::kernels {
namespace {

struct Layer {
  const char* name;
  int32_t size, in_channels, out_channels, kernel, stride;
};

constexpr Layer kLayers[] = {
    {"3x3_112x112x32", 112, 32, 32, 3, 1}, {"3x3_56x56x96_stride2", 56, 96, 96, 3, 2},
    {"3x3_28x28x192", 28, 192, 192, 3, 1}, {"5x5_14x14x240", 14, 240, 240, 5, 1},
    {"3x3_7x7x960", 7, 960, 960, 3, 1},
};

void run_layer(benchmark::State& state, const DepthwiseF32Kernel& kernel, const Layer& layer) {
  Random random(1);
  ConvShape shape;
  shape.in_channels = layer.in_channels;
  shape.out_channels = layer.out_channels;
  shape.kernel_height = shape.kernel_width = layer.kernel;
  shape.stride_y = shape.stride_x = layer.stride;
  const int32_t extent = input_extent(layer.size, layer.stride, layer.kernel, 1);
  const OwnedImage input(random, extent, extent, layer.in_channels, 0);
  const OwnedImage output(random, layer.size, layer.size, layer.out_channels, 0);
  const size_t taps = static_cast<size_t>(layer.kernel) * layer.kernel;
  const auto packed = pack_depthwise_f32(shape, random.reals(taps * layer.out_channels),
                                         random.reals(layer.out_channels));
  FloatOutputStage stage;
  stage.activation = {ActivationKind::clamp, 0, 6, 0, 0};
  for (auto _ : state) kernel.run(packed, input.read(), output.view, stage);
  state.counters["MAC/s"] =
      benchmark::Counter(static_cast<double>(taps) * layer.out_channels * layer.size * layer.size,
                         benchmark::Counter::kIsIterationInvariantRate);
}

const bool registered = [] {
  for (const DepthwiseF32Kernel& kernel : depthwise_f32_kernels()) {
    if (!std::ranges::count(supported_isas(), kernel.isa)) continue;
    for (const Layer& layer : kLayers) {
      const std::string name = std::string(isa_name(kernel.isa)) + "/" + layer.name;
      benchmark::RegisterBenchmark(name.c_str(), [&kernel, &layer](benchmark::State& state) {
        run_layer(state, kernel, layer);
      });
    }
  }
  return true;
}();

}  // namespace
}  // namespace sprint::kernels
