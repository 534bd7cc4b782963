#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::kernels {
namespace {

constexpr size_t kCount = 4096;  // in the first-level cache

struct Function {
  const char* name;
  void (*run)(const ElementwiseF32Kernel& kernel, const float* in, float* out);
};

template <UnaryF32 op>
void unary(const ElementwiseF32Kernel& kernel, const float* in, float* out) {
  kernel.unary(op, in, out, kCount);
}

constexpr Function kFunctions[] = {
    {"exp", unary<UnaryF32::exp>},
    {"log", unary<UnaryF32::log>},
    {"tanh", unary<UnaryF32::tanh>},
    {"erf", unary<UnaryF32::erf>},
    {"gelu", unary<UnaryF32::gelu>},
    {"sqrt", unary<UnaryF32::sqrt>},
    {"add", [](const ElementwiseF32Kernel& kernel, const float* in,
               float* out) { kernel.binary(BinaryF32::add, in, in, out, kCount, false, false); }},
    {"silu",
     [](const ElementwiseF32Kernel& kernel, const float* in, float* out) {
       kernel.activate({ActivationKind::silu, 0, 0, 0, 0}, in, out, kCount);
     }},
    {"softmax", [](const ElementwiseF32Kernel& kernel, const float* in,
                   float* out) { kernel.softmax(in, out, 1, kCount); }},
    {"softmax_of_2", [](const ElementwiseF32Kernel& kernel, const float* in,
                        float* out) { kernel.softmax(in, out, kCount / 2, 2); }},
};

const bool registered = [] {
  for (const ElementwiseF32Kernel& kernel : elementwise_f32_kernels()) {
    if (!std::ranges::count(supported_isas(), kernel.isa)) continue;
    for (const Function& function : kFunctions) {
      const std::string name = std::string(isa_name(kernel.isa)) + "/" + function.name;
      benchmark::RegisterBenchmark(name.c_str(), [&](benchmark::State& state) {
        std::vector<float> in(kCount), out(kCount);
        for (size_t i = 0; i < kCount; ++i) in[i] = static_cast<float>(i) * 2e-3f + 0.1f;
        for (auto _ : state) {
          function.run(kernel, in.data(), out.data());
          benchmark::ClobberMemory();
        }
        state.counters["elements/s"] =
            benchmark::Counter(kCount, benchmark::Counter::kIsIterationInvariantRate);
      });
    }
  }
  return true;
}();

}  // namespace
}  // namespace sprint::kernels
