#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/pool/pool.h"

namespace sprint::kernels {
namespace {

// Argument: kernel of the list. 56 x 56 x 64 bytes.
template <typename Call>
void run(benchmark::State& state, const Call& call) {
  constexpr int32_t kSide = 56, kChannels = 64;
  const PoolKernel& kernel = pool_kernels()[static_cast<size_t>(state.range(0))];
  const std::vector<uint8_t> in(size_t{kSide} * kSide * kChannels + kReadSlack, 3);
  std::vector<uint8_t> out(size_t{kSide} * kSide * kChannels / 4);
  for (auto _ : state) {
    call(kernel,
         Image<const uint8_t>{in.data(), kSide, kSide, kChannels, kSide * kChannels, kChannels},
         Image<uint8_t>{out.data(), kSide / 2, kSide / 2, kChannels, kSide / 2 * kChannels,
                        kChannels});
    benchmark::ClobberMemory();
  }
  state.SetLabel(isa_name(kernel.isa).data());
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(in.size()));
}

constexpr PoolShape kShape{3, 3, 2, 2, 1, 1, 1, 1, 1, 1};

void max_u8(benchmark::State& state) {
  run(state, [](const auto& k, const auto& in, const auto& out) { k.max_u8(kShape, in, out); });
}
void average_u8(benchmark::State& state) {
  run(state,
      [](const auto& k, const auto& in, const auto& out) { k.average_u8(kShape, {}, in, out); });
}
void global_average_u8(benchmark::State& state) {
  run(state, [](const auto& k, const auto& in, const auto& out) {
    k.global_average_u8({}, in, out.data);
  });
}

void kernels(benchmark::internal::Benchmark* bench) {
  bench->DenseRange(0, static_cast<int64_t>(pool_kernels().size()) - 1);
}
BENCHMARK(max_u8)->Apply(kernels);
BENCHMARK(average_u8)->Apply(kernels);
BENCHMARK(global_average_u8)->Apply(kernels);

}  // namespace
}  // namespace sprint::kernels
