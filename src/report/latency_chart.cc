// The histograms of both models' times.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "report/charts.h"
#include "report/plot.h"
#include "report/rows.h"
#include "verify/figure_text.h"

namespace sprint::report {
namespace {

constexpr size_t kBins = 60;
using Bins = std::array<double, kBins>;

// The share of runs per bin; runs outside the axis are left out.
Bins count(const std::vector<double>& runs, const Scale& x) {
  Bins bins{};
  for (const double run : runs) {
    if (run < x.low() || run > x.high()) continue;
    const auto bin = static_cast<size_t>(x.percent(run) / 100 * kBins);
    bins[std::min(bin, kBins - 1)] += 1 / static_cast<double>(runs.size());
  }
  return bins;
}

std::string draw(const Bins& bins, double highest, const char* name) {
  constexpr double kWidth = 100.0 / kBins;
  std::string shapes = fmt::format("<g class=\"{}\">", name);
  for (size_t i = 0; i < kBins; ++i) {
    if (bins[i] == 0) continue;
    const double height = bins[i] / highest * 92;
    shapes +=
        fmt::format("<rect x=\"{:.2f}%\" y=\"{:.2f}%\" width=\"{:.2f}%\" height=\"{:.2f}%\"/>",
                    static_cast<double>(i) * kWidth, 100 - height, kWidth, height);
  }
  return shapes + "</g>\n";
}

std::string median(double p50, const Scale& x, const char* name) {
  return fmt::format(
      "<line class=\"median {0}\" x1=\"{1:.2f}%\" x2=\"{1:.2f}%\" y1=\"0\" y2=\"100%\"/>", name,
      x.percent(p50));
}

}  // namespace

std::string latency_chart(const Comparison& comparison) {
  const Latency& base = comparison.base.latency_us;
  const Latency& candidate = comparison.candidate.latency_us;
  if (base.runs.empty() || candidate.runs.empty()) return "";
  const double low = std::min(std::ranges::min(base.runs), std::ranges::min(candidate.runs));
  const double high = std::max(base.p99, candidate.p99);
  const double unit = high < 2000 ? 1 : 1000;
  const Scale x(low, high, 0.02), shown(x.low() / unit, x.high() / unit);
  const Bins first = count(base.runs, x), second = count(candidate.runs, x);
  const double highest = std::max(std::ranges::max(first), std::ranges::max(second));
  const std::string shapes = draw(first, highest, "base") + draw(second, highest, "candidate") +
                             median(base.p50, x, "base") + median(candidate.p50, x, "candidate");
  return plot({.name = fmt::format("Distribution of inference times: {} median {}, {} median {}",
                                   base_name(comparison), verify::time_text(base.p50),
                                   candidate_name(comparison), verify::time_text(candidate.p50)),
               .x_title = fmt::format("{} per inference, up to the 99th percentile; lines: medians",
                                      unit == 1 ? "us" : "ms"),
               .y_title = "share of runs",
               .x = shown,
               .y = Scale(0, highest),
               .shapes = shapes,
               .y_ticks = false});
}

}  // namespace sprint::report
