#include "verify/explain_latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "verify/figure_text.h"

namespace sprint::verify {
namespace {

constexpr double kWorthNaming = 0.1;  // of everything that was added, or saved
constexpr size_t kMostNamed = 3;

// What kinds of operators add, or what they save.
struct Part {
  double total_us = 0;
  std::vector<std::pair<std::string, double>> kinds;

  void add(const std::string& kind, double us) {
    total_us += us;
    kinds.emplace_back(kind, us);
  }

  // "30.0 us (Mul 23.0 us, Add 7.00 us)": the kinds that matter, the largest first.
  std::string text() const {
    auto largest = kinds;
    std::ranges::stable_sort(largest, std::ranges::greater{},
                             &std::pair<std::string, double>::second);
    std::string named;
    for (size_t i = 0; i < std::min(largest.size(), kMostNamed); ++i) {
      const auto& [kind, us] = largest[i];
      if (us < kWorthNaming * total_us) break;
      named += fmt::format("{}{} {}", named.empty() ? "" : ", ", kind, time_text(us));
    }
    return fmt::format("{} ({})", time_text(total_us), named);
  }
};

}  // namespace

std::string explain_slowdown(const std::vector<OperatorTime>& operators) {
  Part added, saved;
  for (const OperatorTime& time : operators) {
    const double change = time.candidate_us - time.base_us;
    if (change > 0) added.add(time.kind, change);
    if (change < 0) saved.add(time.kind, -change);
  }
  if (added.total_us <= saved.total_us) return "";
  return fmt::format("by operator it adds {} and saves {}", added.text(),
                     saved.total_us > 0 ? "only " + saved.text() : "nothing");
}

}  // namespace sprint::verify
