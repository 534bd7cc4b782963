#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/convert/convert.h"

namespace sprint::kernels {
namespace {

constexpr int32_t kSide = 64;

// Arguments: kernel of the list, channels of an image of 64 x 64 pixels.
template <typename Call>
void run(benchmark::State& state, const Call& call) {
  const ConvertKernel& kernel = convert_kernels()[static_cast<size_t>(state.range(0))];
  const auto channels = static_cast<int32_t>(state.range(1));
  const size_t count = size_t{kSide} * kSide * static_cast<size_t>(channels);
  const std::vector<float> floats(count + kReadSlack, 3);
  const std::vector<uint8_t> in(count + kReadSlack, 5);
  std::vector<uint8_t> bytes(count);
  std::vector<float> out(count);
  const Image<uint8_t> image{bytes.data(), kSide, kSide, channels, kSide * channels, channels};
  const Image<const uint8_t> source{in.data(), kSide, kSide, channels, kSide * channels, channels};
  for (auto _ : state) {
    call(kernel, floats.data(), source, image, out.data(), count);
    benchmark::ClobberMemory();
  }
  state.SetLabel(isa_name(kernel.isa).data());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(count));
}

void quantize(benchmark::State& state) {
  run(state, [](const auto& k, auto* floats, const auto&, const auto& image, auto*, size_t count) {
    k.quantize(floats, image.data, count, 0.1F, 3);
  });
}
void dequantize(benchmark::State& state) {
  run(state, [](const auto& k, auto*, const auto& source, const auto&, auto* out, size_t count) {
    k.dequantize(source.data, out, count, 0.1F, 3);
  });
}
void quantize_planes(benchmark::State& state) {
  run(state, [](const auto& k, auto* floats, const auto&, const auto& image, auto*, size_t) {
    k.quantize_planes(floats, image, 0.1F, 3);
  });
}
void from_planes_8(benchmark::State& state) {
  run(state, [](const auto& k, auto*, const auto& source, const auto& image, auto*, size_t) {
    k.from_planes_8(source.data, image);
  });
}
void to_planes_8(benchmark::State& state) {
  run(state, [](const auto& k, auto*, const auto& source, const auto& image, auto*, size_t) {
    k.to_planes_8(source, image.data);
  });
}

void arguments(benchmark::internal::Benchmark* bench) {
  for (size_t i = 0; i < convert_kernels().size(); ++i) {
    for (int64_t channels : {3, 32}) bench->Args({static_cast<int64_t>(i), channels});
  }
}
BENCHMARK(quantize)->Apply(arguments);
BENCHMARK(dequantize)->Apply(arguments);
BENCHMARK(quantize_planes)->Apply(arguments);
BENCHMARK(from_planes_8)->Apply(arguments);
BENCHMARK(to_planes_8)->Apply(arguments);

}  // namespace
}  // namespace sprint::kernels
