#include "verify/explain_latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "verify/figure_text.h"

namespace sprint::verify {
namespace {

constexpr double kWorthNaming = 0.1;  // of everything that was added
constexpr size_t kMostNamed = 3;

double change(const OperatorTime& time) { return time.candidate_us - time.base_us; }

// "Conv takes 110 us instead of 55.0 us, ...".
std::string describe(std::span<const OperatorTime> times) {
  std::string text;
  for (const OperatorTime& time : times) {
    if (!text.empty()) text += ", ";
    text += time.base_us > 0 ? fmt::format("{} takes {} instead of {}", time.kind,
                                           time_text(time.candidate_us), time_text(time.base_us))
                             : fmt::format("{} adds {}", time.kind, time_text(time.candidate_us));
  }
  return text;
}

}  // namespace

std::string explain_slowdown(const std::vector<OperatorTime>& operators) {
  std::vector<OperatorTime> slower;
  double added = 0, saved = 0;
  for (const OperatorTime& time : operators) {
    if (change(time) > 0) slower.push_back(time);
    (change(time) > 0 ? added : saved) += std::abs(change(time));
  }
  if (added <= saved) return "";
  std::ranges::sort(slower, std::ranges::greater{}, change);
  std::erase_if(slower,
                [&](const OperatorTime& time) { return change(time) < kWorthNaming * added; });
  slower.resize(std::min(slower.size(), kMostNamed));
  return fmt::format("per inference {}; what other operators save is {}", describe(slower),
                     time_text(saved));
}

}  // namespace sprint::verify
