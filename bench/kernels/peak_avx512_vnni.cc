#include <immintrin.h>

#include <algorithm>
#include <chrono>

#include "base/isa.h"
#include "bench/kernels/peak.h"

namespace sprint::bench {
namespace {

// vpdpbusd: 16 lanes of 4 products. Sixteen independent sums cover its latency.
double run_gmacs() {
  constexpr int kSums = 16, kRounds = 200'000, kLanes = 64;
  __m512i sums[kSums] = {};
  const __m512i a = _mm512_set1_epi8(1), b = _mm512_set1_epi8(2);
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    for (__m512i& sum : sums) {
      sum = _mm512_dpbusd_epi32(sum, a, b);
      asm volatile("" : "+v"(sum));  // each is a result of its own
    }
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  return double{kSums} * kRounds * kLanes / time.count() * 1e-9;
}

}  // namespace

double peak_int8_gmacs() {
  if (selected_isa() != Isa::avx512_vnni) return 0;
  double best = 0;
  for (int i = 0; i < 50; ++i) best = std::max(best, run_gmacs());
  return best;
}

}  // namespace sprint::bench
