// Vectors whose direction counts.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "verify/measures/axes.h"
#include "verify/measures/kinds.h"

namespace sprint::verify {
namespace {

double cosine_of(double product, double base_squares, double candidate_squares) {
  if (base_squares == 0 && candidate_squares == 0) return 1;
  const double length = std::sqrt(base_squares) * std::sqrt(candidate_squares);
  return length > 0 && std::isfinite(length) ? product / length : 0;
}

// Sums over the samples of one element of the vectors.
struct ElementSums {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
};

class Embeddings : public OutputMeasure {
 public:
  Embeddings(const Evidence& evidence, Claim claim)
      : evidence_(evidence), claim_(std::move(claim)) {}

  double add(const Sample& sample, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    double worst = 1;
    each_vector(*base[0], *candidate[0], [&](auto x, auto y) {
      elements_.resize(std::max(elements_.size(), x.size()));
      const double cosine = add_vector(x, y);
      ++vectors_;
      sum_ += cosine;
      worst = std::min(worst, cosine);
    });
    if (worst < lowest_) {
      lowest_ = worst;
      lowest_sample_ = sample.path;
    }
    return 1 - worst;
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    double worst = 1;
    each_vector(*base[0], *candidate[0], [&](auto x, auto y) {
      double xx = 0, yy = 0, xy = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        xx += double{x[i]} * x[i];
        yy += double{y[i]} * y[i];
        xy += double{x[i]} * y[i];
      }
      worst = std::min(worst, cosine_of(xy, xx, yy));
    });
    return {fmt::format("cosine {:.4f}", worst), {}};
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = Measure::embeddings;
    quality.metrics = {{.name = "cosine",
                        .label = "mean cosine",
                        .value = vectors_ == 0 ? 0 : sum_ / static_cast<double>(vectors_),
                        .higher_is_better = true,
                        .ideal = 1},
                       {.name = "lowest",
                        .label = "lowest cosine",
                        .value = lowest_,
                        .higher_is_better = true,
                        .ideal = 1,
                        .detail = lowest_sample_}};
    if (vectors_ >= kFewest)
      quality.metrics.push_back({.name = "centered",
                                 .label = "cosine of what tells samples apart",
                                 .value = centered(),
                                 .higher_is_better = true,
                                 .ideal = 1});
    return quality;
  }

 private:
  static constexpr size_t kFewest = 4;  // vectors whose mean says anything

  template <typename Use>
  static void each_vector(const Tensor& base, const Tensor& candidate, const Use& use) {
    const std::vector<float> x = to_floats(base), y = to_floats(candidate);
    // The last axis with more than one element holds a vector; the others count vectors.
    size_t size = 1;
    for (const int64_t dim : base.dims)
      if (dim > 1) size = static_cast<size_t>(dim);
    for (size_t start = 0; start + size <= x.size(); start += size)
      use(std::span(x).subspan(start, size), std::span(y).subspan(start, size));
  }

  double add_vector(std::span<const float> x, std::span<const float> y) {
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const double a = x[i], b = y[i];
      xx += a * a;
      yy += b * b;
      xy += a * b;
      ElementSums& sums = elements_[i];
      sums.x += a;
      sums.y += b;
      sums.xx += a * a;
      sums.yy += b * b;
      sums.xy += a * b;
    }
    return cosine_of(xy, xx, yy);
  }

  // The cosine over all vectors of their differences from the models' own means: near 0 where the
  // candidate gives the same vector always, however near that is to the base's mean.
  double centered() const {
    const auto n = static_cast<double>(vectors_);
    double xx = 0, yy = 0, xy = 0, size = 0;
    for (const ElementSums& sums : elements_) {
      xx += sums.xx - sums.x * sums.x / n;
      yy += sums.yy - sums.y * sums.y / n;
      xy += sums.xy - sums.x * sums.y / n;
      size += sums.xx;
    }
    constexpr double kRounding = 1e-9;     // of sums of squares in double
    if (xx <= kRounding * size) return 1;  // the base does not tell samples apart
    if (yy <= kRounding * size) return 0;
    return cosine_of(xy, xx, yy);
  }

  const Evidence& evidence_;
  const Claim claim_;
  std::vector<ElementSums> elements_;
  size_t vectors_ = 0;
  double sum_ = 0, lowest_ = 1;
  std::string lowest_sample_;
};

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open)
    if (unit_axis_of(evidence, output))
      claims.push_back({{output}, "its vectors have length 1", {}});
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  if (evidence.examples[0][claim.outputs[0]].count() < 2)
    fail_usage("--quality: output '{}' holds one number, which has no direction",
               evidence.outputs[claim.outputs[0]].name);
  return std::make_unique<Embeddings>(evidence, claim);
}

}  // namespace

MeasureKind embeddings_kind() { return {Measure::embeddings, false, recognize, make}; }

}  // namespace sprint::verify
