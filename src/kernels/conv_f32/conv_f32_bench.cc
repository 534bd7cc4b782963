#include <benchmark/benchmark.h>

#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_f32/float_conv_test.h"

namespace sprint::kernels {
namespace {

struct Layer {
  const char* name;
  int32_t size, in_channels, out_channels, kernel, stride;
};

constexpr Layer kLayers[] = {
    {"classifier_first_48x48x3_16", 48, 3, 16, 3, 1},
    {"classifier_24x24x16_32", 24, 16, 32, 3, 1},
    {"classifier_12x12x32_64", 12, 32, 64, 3, 1},
    {"dense_2304_128", 1, 2304, 128, 1, 1},
    {"mobilenet_first_112x112x3_32", 112, 3, 32, 3, 2},
    {"mobilenet_1x1_56x56x32_64", 56, 32, 64, 1, 1},
    {"mobilenet_1x1_14x14x256_256", 14, 256, 256, 1, 1},
    {"mobilenet_1x1_56x56x96_24", 56, 96, 24, 1, 1},
    {"resnet_first_112x112x3_64", 112, 3, 64, 7, 2},
    {"resnet_3x3_56x56x64_64", 56, 64, 64, 3, 1},
    {"resnet_3x3_14x14x256_256", 14, 256, 256, 3, 1},
};

void run_layer(benchmark::State& state, const ConvF32Kernel& kernel, const Layer& layer) {
  Random random(1);
  ConvShape shape;
  shape.in_channels = layer.in_channels;
  shape.out_channels = layer.out_channels;
  shape.kernel_height = shape.kernel_width = layer.kernel;
  shape.stride_y = shape.stride_x = layer.stride;
  const int32_t extent = input_extent(layer.size, layer.stride, layer.kernel, 1);
  const OwnedImage input(random, extent, extent, layer.in_channels, 0);
  const OwnedImage output(random, layer.size, layer.size, layer.out_channels, 0);
  const size_t taps = static_cast<size_t>(layer.kernel) * layer.kernel * layer.in_channels;
  const auto packed = pack_conv_f32(shape, random.reals(taps * layer.out_channels),
                                    random.reals(layer.out_channels), true);
  FloatOutputStage stage;
  stage.activation = {ActivationKind::clamp, 0, 6, 0, 0};
  for (auto _ : state) kernel.run(packed, input.read(), output.view, stage);
  state.counters["MAC/s"] =
      benchmark::Counter(static_cast<double>(taps) * layer.out_channels * layer.size * layer.size,
                         benchmark::Counter::kIsIterationInvariantRate);
}

const bool registered = [] {
  for (const ConvF32Kernel& kernel : conv_f32_kernels()) {
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
