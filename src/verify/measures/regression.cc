// Values for their own sake.
#include <fmt/format.h>

#include <utility>

#include "verify/figure_text.h"
#include "verify/measures/kinds.h"
#include "verify/noise.h"

namespace sprint::verify {
namespace {

class Regression : public OutputMeasure {
 public:
  Regression(const Evidence& evidence, Claim claim)
      : evidence_(evidence), claim_(std::move(claim)) {}

  double add(const Sample&, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    const Noise one = noise_of(base, candidate);
    noise_.add(one);
    return kMaxSqnrDb - one.sqnr_db();
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    return {fmt::format("SQNR {}", sqnr_text(noise_of(base, candidate).sqnr_db())), {}};
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = Measure::regression;
    quality.metrics = {
        {.name = "sqnr",
         .label = "SQNR",
         .value = noise_.sqnr_db(),
         .unit = Unit::db,
         .higher_is_better = true,
         .ideal = kMaxSqnrDb},
        {.name = "error", .label = "largest error", .value = noise_.max_abs_error()}};
    return quality;
  }

 private:
  static Noise noise_of(Tensors base, Tensors candidate) {
    Noise noise;
    noise.add(to_floats(*base[0]), to_floats(*candidate[0]));
    return noise;
  }

  const Evidence& evidence_;
  const Claim claim_;
  Noise noise_;
};

std::vector<Claim> recognize(const Evidence&, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open)
    claims.push_back(
        {{output},
         "nothing in the model or the samples says that it is anything else (if it does name "
         "classes, --quality classes says so)",
         {}});
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  return std::make_unique<Regression>(evidence, claim);
}

}  // namespace

MeasureKind regression_kind() { return {Measure::regression, false, recognize, make}; }

}  // namespace sprint::verify
