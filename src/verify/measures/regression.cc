// Values for their own sake, part by part: the worst part decides, never the sum over parts of
// different size.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "verify/figure_text.h"
#include "verify/measures/kinds.h"
#include "verify/measures/parts.h"

namespace sprint::verify {
namespace {

// What errors of a part are measured by: what the part itself carries, its deviation from its mean.
// Two floors keep it from asking for more than there is: a twentieth of the part's own size, as of
// a part that hardly varies no more than half a percent is wanted (at 20 dB), and for a part that
// is constant or nothing beside the whole output, a tenth of the whole. Of fewer than eight values
// no deviation is known: their size counts.
double reference(const PartSums& part, double scale) {
  constexpr size_t kFewest = 8;
  constexpr double kOfItself = 0.05, kNothing = 1e-5, kOfAll = 0.1;
  if (part.count < kFewest && part.rms() > kNothing * scale) return part.rms();
  if (part.deviation() <= kNothing * std::max(scale, part.rms()))
    return std::max(part.rms(), scale) * kOfAll;
  return std::max(part.deviation(), kOfItself * part.rms());
}

double noise_db(double noise, double size) {
  if (noise == 0) return kMaxSqnrDb;
  if (size == 0) return -kMaxSqnrDb;
  return std::clamp(20 * std::log10(size / noise), -kMaxSqnrDb, kMaxSqnrDb);
}

double sqnr_db(const PartSums& part, double scale) {
  const double noise =
      part.count == 0 ? 0 : std::sqrt(part.noise / static_cast<double>(part.count));
  return noise_db(noise, reference(part, scale));
}

// As a share of what the part spans in the base.
double relative_error(const PartSums& part, double scale) {
  if (part.max_error == 0) return 0;
  const double span = std::max(part.range(), reference(part, scale));
  return span == 0 ? std::numeric_limits<double>::infinity() : part.max_error / span;
}

// The candidate says nothing where the base does.
bool is_dead(const PartSums& part, double scale) {
  constexpr size_t kFewest = 4;
  constexpr double kVaries = 0.01, kNothing = 1e-5;
  return part.count >= kFewest && part.candidate_constant() &&
         part.deviation() > std::max(kVaries * part.rms(), kNothing * scale);
}

class Regression : public OutputMeasure {
 public:
  Regression(const Evidence& evidence, Claim claim)
      : evidence_(evidence),
        claim_(std::move(claim)),
        parts_(evidence, claim_.outputs[0]),
        examples_(parts_) {
    for (const std::vector<Tensor>& example : evidence.examples)
      examples_.add(example[claim_.outputs[0]], example[claim_.outputs[0]]);
  }

  double add(const Sample&, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    parts_.add(*base[0], *candidate[0]);
    return sample_noise(*base[0], *candidate[0]);
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    return {fmt::format("SQNR {}", sqnr_text(noise_db(sample_noise(*base[0], *candidate[0]), 1))),
            largest_errors(*base[0], *candidate[0])};
  }

  OutputQuality finish() const override {
    const double scale = parts_.scale();
    size_t noisiest = 0, farthest = 0;
    OutputQuality quality;
    quality.measure = Measure::regression;
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (sqnr_db(parts_[i], scale) < sqnr_db(parts_[noisiest], scale)) noisiest = i;
      if (relative_error(parts_[i], scale) > relative_error(parts_[farthest], scale)) farthest = i;
      if (is_dead(parts_[i], scale))
        quality.faults.push_back(
            fmt::format("{} is dead: always {:.4g}, while the base goes from "
                        "{:.4g} to {:.4g}",
                        parts_.size() == 1 ? "it" : parts_.name(i), parts_[i].candidate_low,
                        parts_[i].low, parts_[i].high));
    }
    quality.metrics = {
        {.name = "sqnr",
         .label = "SQNR",
         .value = sqnr_db(parts_[noisiest], scale),
         .unit = Unit::db,
         .higher_is_better = true,
         .ideal = kMaxSqnrDb,
         .detail = worst_text(noisiest)},
        {.name = "error",
         .label = "largest error",
         .value = relative_error(parts_[farthest], scale),
         .detail = fmt::format("{:.3g}, as a share of what {} spans", parts_[farthest].max_error,
                               parts_.size() == 1 ? "the output" : parts_.name(farthest))}};
    return quality;
  }

 private:
  std::string worst_text(size_t part) const {
    return parts_.size() == 1
               ? ""
               : fmt::format("worst of {} parts: {}", parts_.size(), parts_.name(part));
  }

  // The root mean square of errors, each by its part's reference in the examples, so that it does
  // not depend on the order of samples; of the worst part.
  double sample_noise(const Tensor& base, const Tensor& candidate) const {
    const double scale = examples_.scale();
    std::vector<PartSums> sums(parts_.size());
    const std::vector<float> x = to_floats(base), y = to_floats(candidate);
    for (size_t i = 0; i < x.size(); ++i) sums[parts_.part_of(base.dims, i)].add(x[i], y[i]);
    double worst = 0;
    for (size_t i = 0; i < sums.size(); ++i) {
      if (sums[i].noise == 0) continue;
      const double size = reference_of(i, scale);
      const double noise = std::sqrt(sums[i].noise / static_cast<double>(sums[i].count));
      worst = std::max(worst, size == 0 ? std::numeric_limits<double>::infinity() : noise / size);
    }
    return worst;
  }

  double reference_of(size_t part, double scale) const {
    return part < examples_.size() ? reference(examples_[part], scale) : scale;
  }

  NumbersView largest_errors(const Tensor& base, const Tensor& candidate) const {
    constexpr size_t kRows = 6;
    const double scale = examples_.scale();
    const std::vector<float> x = to_floats(base), y = to_floats(candidate);
    std::vector<std::pair<double, size_t>> errors;  // of the largest, the smallest last
    for (size_t i = 0; i < x.size(); ++i) {
      const double size = reference_of(parts_.part_of(base.dims, i), scale);
      const double error = x[i] == y[i] ? 0 : std::abs(double{x[i]} - y[i]) / size;
      if (errors.size() == kRows && !(error > errors.back().first)) continue;
      errors.insert(std::ranges::upper_bound(errors, error, std::greater{},
                                             &std::pair<double, size_t>::first),
                    {error, i});
      if (errors.size() > kRows) errors.pop_back();
    }
    NumbersView view;
    for (const auto& [error, i] : errors)
      if (error != 0) view.rows.push_back({position_text(base.dims, i), x[i], y[i]});
    return view;
  }

  const Evidence& evidence_;
  const Claim claim_;
  Parts parts_, examples_;
};

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  const std::string boxes = open.empty() ? "" : why_no_detections(evidence);
  std::vector<Claim> claims;
  for (const size_t output : open)
    claims.push_back(
        {{output},
         "nothing in the model or the samples says that it is anything else (" +
             (boxes.empty() ? "if it does name classes, --quality classes says so" : boxes) + ")",
         {}});
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  return std::make_unique<Regression>(evidence, claim);
}

}  // namespace

MeasureKind regression_kind() { return {Measure::regression, false, recognize, make}; }

}  // namespace sprint::verify
