#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::kernels {
namespace {

constexpr size_t kCount = 16000;

// Argument: kernel of the list.
template <typename Call>
void run(benchmark::State& state, const Call& call) {
  const ElementwiseU8Kernel& kernel = elementwise_u8_kernels()[static_cast<size_t>(state.range(0))];
  std::vector<uint8_t> a(kCount, 3), b(kCount, 5), out(kCount);
  for (auto _ : state) {
    call(kernel, a.data(), b.data(), out.data());
    benchmark::ClobberMemory();
  }
  state.SetLabel(isa_name(kernel.isa).data());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kCount));
}

void add(benchmark::State& state) {
  run(state,
      [](const auto& k, auto* a, auto* b, auto* out) { k.add({}, a, b, out, kCount, false); });
}
void mul(benchmark::State& state) {
  run(state,
      [](const auto& k, auto* a, auto* b, auto* out) { k.mul({}, a, b, out, kCount, false); });
}
void lookup(benchmark::State& state) {
  const std::vector<uint8_t> table(256, 9);
  run(state,
      [&](const auto& k, auto* a, auto*, auto* out) { k.lookup(table.data(), a, out, kCount); });
}
void kernels(benchmark::internal::Benchmark* bench) {
  bench->DenseRange(0, static_cast<int64_t>(elementwise_u8_kernels().size()) - 1);
}
BENCHMARK(add)->Apply(kernels);
BENCHMARK(mul)->Apply(kernels);
BENCHMARK(lookup)->Apply(kernels);

}  // namespace
}  // namespace sprint::kernels
