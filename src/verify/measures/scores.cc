// Probabilities, of which each makes a decision at a threshold.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "ir/model.h"
#include "verify/figure_text.h"
#include "verify/measures/axes.h"
#include "verify/measures/kinds.h"
#include "verify/measures/map_view.h"
#include "verify/measures/origin.h"
#include "verify/measures/parts.h"

namespace sprint::verify {
namespace {

// Absolute errors, counted in steps of a thousandth.
class ErrorCounts {
 public:
  void add(double error) {
    largest_ = std::max(largest_, std::isfinite(error) ? error : 1e30);
    const double step = std::min(std::floor(std::min(error, 1.0) * kSteps), kSteps);
    ++counts_[std::isfinite(step) ? static_cast<size_t>(step) : static_cast<size_t>(kSteps)];
    ++total_;
  }

  double largest() const { return largest_; }

  // What `left_out` of the errors are above; of few, the largest.
  double quantile(double left_out) const {
    const auto above = static_cast<size_t>(left_out * static_cast<double>(total_));
    if (above == 0) return largest_;
    size_t seen = 0;
    for (size_t i = counts_.size(); i-- > 0;)
      if ((seen += counts_[i]) > above)
        return std::min(largest_, static_cast<double>(i + 1) / kSteps);
    return 0;
  }

 private:
  static constexpr double kSteps = 1000;
  std::array<size_t, 1001> counts_{};
  size_t total_ = 0;
  double largest_ = 0;
};

class Scores : public OutputMeasure {
 public:
  Scores(const Evidence& evidence, Claim claim)
      : evidence_(evidence),
        claim_(std::move(claim)),
        threshold_(claim_.threshold.value_or(0.5)),
        parts_(evidence, claim_.outputs[0]),
        found_(parts_.size()) {}

  double add(const Sample&, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    parts_.add(*base[0], *candidate[0]);
    found_.resize(parts_.size());
    const std::vector<float> x = to_floats(*base[0]), y = to_floats(*candidate[0]);
    size_t changed = 0;
    double largest = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const bool was = x[i] >= threshold_, is = y[i] >= threshold_;
      const double error = std::abs(double{x[i]} - y[i]);
      errors_.add(error);
      largest = std::max(largest, std::isfinite(error) ? error : 1e30);
      Found& found = found_[parts_.part_of(base[0]->dims, i)];
      changed += was != is ? 1 : 0;
      found.either += was || is ? 1 : 0;
      found.turned += was != is && error > kBorderline ? 1 : 0;
      found.base += was ? 1 : 0;
      found.kept += was && is ? 1 : 0;
    }
    decisions_ += x.size();
    changed_ += changed;
    return changed > 0 ? 1 + static_cast<double>(changed) : std::min(largest, 1.0);
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    const std::vector<float> x = to_floats(*base[0]), y = to_floats(*candidate[0]);
    size_t changed = 0;
    double largest = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      changed += (x[i] >= threshold_) != (y[i] >= threshold_) ? 1 : 0;
      largest = std::max(largest, std::abs(double{x[i]} - y[i]));
    }
    return {fmt::format("{} of {} changed, largest error {:.3g}", changed,
                        count_text(x.size(), "decision"), largest),
            view(*base[0], x, y)};
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = Measure::scores;
    const std::optional<size_t> worst = worst_part();
    const Found turned = worst ? found_[*worst] : all_found();
    quality.metrics = {{.name = "changed",
                        .label = fmt::format("decisions changed at {:g}", threshold_),
                        .value = share(changed_, decisions_),
                        .unit = Unit::share,
                        .detail = fmt::format("{} of {}", changed_, decisions_)},
                       {.name = "turned",
                        .label = "of what either model finds, lost or added by a clear margin",
                        .value = share(turned.turned, turned.either),
                        .unit = Unit::share,
                        .detail = fmt::format("{} of {}{}", turned.turned, turned.either,
                                              worst ? " in " + parts_.name(*worst) : "")},
                       {.name = "error",
                        .label = "error that 99.9% of scores keep",
                        .value = errors_.quantile(0.001)},
                       {.name = "largest", .label = "largest error", .value = errors_.largest()}};
    for (size_t i = 0; i < parts_.size(); ++i) add_faults(i, quality.faults);
    return quality;
  }

 private:
  static constexpr double kBorderline = 0.1;

  struct Found {
    size_t base = 0, kept = 0;  // decisions for: the base's, and those that the candidate shares
    size_t either = 0, turned = 0;  // of either model, and those that changed by a clear margin
  };

  static double share(size_t count, size_t of) {
    return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
  }

  Found all_found() const {
    Found sum;
    for (const Found& found : found_) {
      sum.either += found.either;
      sum.turned += found.turned;
    }
    return sum;
  }

  // The part of which most turned, among those with enough to tell; nothing where there is but one.
  std::optional<size_t> worst_part() const {
    constexpr size_t kFewest = 20;
    std::optional<size_t> worst;
    if (found_.size() < 2) return worst;
    for (size_t i = 0; i < found_.size(); ++i)
      if (found_[i].either >= kFewest &&
          (!worst || share(found_[i].turned, found_[i].either) >
                         share(found_[*worst].turned, found_[*worst].either)))
        worst = i;
    return worst;
  }

  // A part that is dead: it never changes though the base's does by more than 8-bit steps, or finds
  // nothing of what the base finds.
  void add_faults(size_t part, std::vector<std::string>& faults) const {
    constexpr double kSteps = 0.02;
    constexpr size_t kFewest = 5;
    const PartSums& sums = parts_[part];
    const std::string name = parts_.size() == 1 ? "the output" : parts_.name(part);
    if (sums.count > 1 && sums.candidate_constant() && sums.range() > kSteps)
      faults.push_back(
          fmt::format("{} is dead: always {:.4g}, while the base goes from {:.4g} to "
                      "{:.4g}",
                      name, sums.candidate_low, sums.low, sums.high));
    else if (found_[part].base >= kFewest && found_[part].kept == 0)
      faults.push_back(fmt::format("{} is dead: it decides for nothing, the base {} times", name,
                                   found_[part].base));
  }

  static SampleView view(const Tensor& base, const std::vector<float>& x,
                         const std::vector<float>& y) {
    if (auto map = probability_view(base.dims, x, y)) return *map;
    NumbersView numbers;
    std::vector<size_t> order(x.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    const size_t rows = std::min<size_t>(6, order.size());
    std::ranges::partial_sort(order, order.begin() + static_cast<ptrdiff_t>(rows), std::greater{},
                              [&](size_t i) { return std::abs(double{x[i]} - y[i]); });
    for (size_t i = 0; i < rows; ++i)
      if (x[order[i]] != y[order[i]])
        numbers.rows.push_back({position_text(base.dims, order[i]), x[order[i]], y[order[i]]});
    return numbers;
  }

  const Evidence& evidence_;
  const Claim claim_;
  const double threshold_;
  Parts parts_;
  std::vector<Found> found_;  // by part
  ErrorCounts errors_;
  size_t decisions_ = 0, changed_ = 0;
};

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open) {
    const auto origin = origin_of(evidence.model.ir().graph, evidence.outputs[output].name);
    if (origin && (origin->op_type == "Sigmoid" || origin->op_type == "HardSigmoid"))
      claims.push_back({{output}, fmt::format("it comes from {}", origin->op_type), {}});
    else if (const auto found = distribution_of(evidence, output); found && !found->logarithmic)
      claims.push_back(
          {{output}, fmt::format("it is a distribution over axis {}", found->axis), {}});
  }
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  return std::make_unique<Scores>(evidence, claim);
}

}  // namespace

MeasureKind scores_kind() { return {Measure::scores, false, recognize, make}; }

}  // namespace sprint::verify
