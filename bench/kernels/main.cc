// bench_kernels: INT8 convolutions of networks, layer by layer, against the peak of the core and
// against oneDNN, interleaved in one run on one thread, as rows of Markdown.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <exception>

#include "bench/kernels/layer.h"
#include "bench/kernels/peak.h"
#include "verify/latency.h"

namespace {

using namespace sprint;
using bench::Layer;

constexpr Layer kLayers[] = {
    {"classifier, first", 48, 48, 3, 16, 3, 1},
    {"classifier, second", 24, 24, 16, 32, 3, 1},
    {"classifier, third", 12, 12, 32, 64, 3, 1},
    {"classifier, dense", 1, 1, 2304, 128, 1, 1},
    {"UltraFace, first", 120, 160, 3, 16, 3, 2},
    {"MobileNetV2, first", 112, 112, 3, 32, 3, 2},
    {"MobileNetV2, expand 24", 56, 56, 24, 144, 1, 1},
    {"MobileNetV2, project 144", 56, 56, 144, 24, 1, 1},
    {"MobileNetV2, expand 96", 14, 14, 96, 576, 1, 1},
    {"MobileNetV2, project 576", 14, 14, 576, 96, 1, 1},
    {"MobileNetV2, last", 7, 7, 320, 1280, 1, 1},
    {"ResNet, 64", 56, 56, 64, 64, 3, 1},
    {"ResNet, 128", 28, 28, 128, 128, 3, 1},
    {"ResNet, 256", 14, 14, 256, 256, 3, 1},
    {"ResNet, 512", 7, 7, 512, 512, 3, 1},
    {"ResNet, 1x1 64", 56, 56, 64, 256, 1, 1},
    {"ResNet, 1x1 2048", 7, 7, 2048, 512, 1, 1},
    {"depthwise, 112x112x32", 112, 112, 32, 32, 3, 1, true},
    {"depthwise, 56x56x96, stride 2", 56, 56, 96, 96, 3, 2, true},
    {"depthwise, 56x56x144", 56, 56, 144, 144, 3, 1, true},
    {"depthwise, 14x14x576", 14, 14, 576, 576, 3, 1, true},
    {"depthwise, 7x7x960", 7, 7, 960, 960, 3, 1, true},
};

std::string row(const Layer& layer, double peak) {
  const auto own = bench::sprint_layer(layer), other = bench::onednn_layer(layer);
  const std::array<Session*, 2> both{own.get(), other.get()};
  const auto measured = verify::measure_latency(both, {.seconds = 1});
  const auto gmacs = [&](size_t i) {
    return layer.products() / verify::summarize(measured.sessions[i]).p50 * 1e-3;
  };
  const Interval& ratio = measured.sessions[0].ratio_to_last;
  const auto share = [&](double speed) {
    return peak > 0 ? fmt::format("{:.0f} ({:.0f}%)", speed, 100 * speed / peak)
                    : fmt::format("{:.0f}", speed);
  };
  return fmt::format("| {} | {} | {} | {:.3f} ({:.3f} to {:.3f}) |", layer.name, share(gmacs(0)),
                     share(gmacs(1)), ratio.value, ratio.low, ratio.high);
}

void measure() {
  const double peak = bench::peak_int8_gmacs();
  fmt::print(
      "Peak of the core: {:.0f} GMAC/s. GMAC/s of either (share of the peak), time of Sprint / "
      "time "
      "of oneDNN.\n\n| layer | Sprint | oneDNN | ratio |\n|---|---|---|---|\n",
      peak);
  for (const Layer& layer : kLayers) fmt::print("{}\n", row(layer, peak));
}

}  // namespace

int main(int, char** argv) {
  // OpenMP, which oneDNN runs on, reads this before main.
  if (std::getenv("OMP_NUM_THREADS") == nullptr) {
    setenv("OMP_NUM_THREADS", "1", 1);
    execv("/proc/self/exe", argv);
  }
  try {
    measure();
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_kernels: {}\n", error.what());
    return 3;
  }
  return 0;
}
