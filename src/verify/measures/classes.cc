// The class of a sample: top-1 accuracy against labels, or agreement with the base.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "session/class_outputs.h"
#include "verify/class_names.h"
#include "verify/figure_text.h"
#include "verify/measures/axes.h"
#include "verify/measures/kinds.h"
#include "verify/top1.h"

namespace sprint::verify {
namespace {

// The 95% interval of the drop as a share of the samples, for paired proportions (Agresti and Min,
// "Simple improved confidence intervals for comparing matched proportions", 2005): half an
// observation is added to each cell of the table.
Interval drop_interval(size_t lost, size_t gained, size_t samples) {
  const double b = static_cast<double>(lost) + 0.5, c = static_cast<double>(gained) + 0.5;
  const double n = static_cast<double>(samples) + 2;
  const double drop = (b - c) / n;
  const double error = std::sqrt(b + c - (b - c) * (b - c) / n) / n;
  return {drop, drop - 1.96 * error, drop + 1.96 * error};
}

class Classes : public OutputMeasure {
 public:
  // `labels`: empty where the truth is not to be looked at.
  Classes(const Evidence& evidence, Claim claim, std::vector<std::string> labels)
      : evidence_(evidence),
        claim_(std::move(claim)),
        labels_(std::move(labels)),
        names_(static_cast<size_t>(evidence.examples[0][claim_.outputs[0]].count()),
               evidence.class_names, labels_) {}

  double add(const Sample& sample, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    const Top1 before = top1(to_floats(*base[0])), after = top1(to_floats(*candidate[0]));
    ++samples_;
    if (labelled() && sample.label >= 0) {
      const size_t truth = names_.class_of(sample.label);
      const bool was = before.index == truth, is = after.index == truth;
      base_right_ += was ? 1 : 0;
      lost_ += was && !is ? 1 : 0;
      gained_ += is && !was ? 1 : 0;
    }
    if (before.index == after.index) return 0;
    ++changed_;
    return before.confidence + after.confidence;
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    const auto prediction = [&](const Tensor& scores) {
      const Top1 best = top1(to_floats(scores));
      return Prediction{names_.name(best.index), best.confidence};
    };
    return {"another class", LabelView{prediction(*base[0]), prediction(*candidate[0])}};
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = labelled() ? Measure::accuracy : Measure::agreement;
    if (labelled()) quality.metrics.push_back(drop());
    quality.metrics.push_back(
        {.name = "changed",
         .label = "top-1 class changed",
         .value = share(changed_),
         .unit = Unit::share,
         .step = share(1),
         .detail = fmt::format("{} of {}", changed_, count_text(samples_, "held-out sample"))});
    return quality;
  }

 private:
  bool labelled() const { return !labels_.empty(); }

  double share(size_t count) const {
    return static_cast<double>(count) / static_cast<double>(samples_);
  }

  Metric drop() const {
    const Interval interval = drop_interval(lost_, gained_, samples_);
    const double before = share(base_right_), after = share(base_right_ - lost_ + gained_);
    return {.name = "drop",
            .label = "top-1 accuracy lost",
            .value = (static_cast<double>(lost_) - static_cast<double>(gained_)) /
                     static_cast<double>(samples_),
            .unit = Unit::share,
            .step = share(1),
            .detail = fmt::format("from {}% to {}% on {}: {} lost, {} gained, 95% interval of the "
                                  "change {} to {}",
                                  points_text(before), points_text(after),
                                  count_text(samples_, "held-out sample"), lost_, gained_,
                                  points_text(-interval.high), points_text(-interval.low)),
            .base_figure = before,
            .candidate_figure = after,
            .figure_label = "top-1 accuracy"};
  }

  const Evidence& evidence_;
  const Claim claim_;
  const std::vector<std::string> labels_;
  const ClassNames names_;
  size_t samples_ = 0, changed_ = 0, base_right_ = 0, lost_ = 0, gained_ = 0;
};

// One number per class for every sample.
bool is_vector(const Tensor& output) { return session::class_outputs({&output, 1}).size() == 1; }

const TensorSpec& vector_output(const Evidence& evidence, const Claim& claim) {
  const TensorSpec& output = evidence.outputs[claim.outputs[0]];
  const Tensor& example = evidence.examples[0][claim.outputs[0]];
  if (!is_vector(example))
    fail_usage(
        "--quality: output '{}' of shape {} has no classes: one number per class is needed, as "
        "[1, 1000]",
        output.name, dims_text(example.dims));
  return output;
}

std::unique_ptr<OutputMeasure> make_agreement(const Evidence& evidence, const Claim& claim) {
  vector_output(evidence, claim);
  return std::make_unique<Classes>(evidence, claim, std::vector<std::string>{});
}

std::unique_ptr<OutputMeasure> make_accuracy(const Evidence& evidence, const Claim& claim) {
  const TensorSpec& output = vector_output(evidence, claim);
  if (evidence.labels.empty())
    fail_usage(
        "--quality: accuracy of output '{}' needs labelled samples: one sub-folder per class in "
        "--data; or judge by agreement",
        output.name);
  return std::make_unique<Classes>(evidence, claim, evidence.labels);
}

// Why the output names classes; empty where nothing says so. The labels and the stored names are
// those of a model's only output.
std::string reason_for(const Evidence& evidence, size_t output) {
  const auto classes = static_cast<size_t>(evidence.examples[0][output].count());
  const bool only = evidence.outputs.size() == 1;
  std::string reason;
  if (const auto found = distribution_of(evidence, output))
    reason = fmt::format("it is a distribution over {} classes{}", classes,
                         found->logarithmic ? " (logarithms)" : "");
  else if (only && evidence.class_names.size() == classes)
    reason = fmt::format("the model stores the names of its {} classes", classes);
  else if (only && !evidence.labels.empty())
    reason = "it is a vector";
  if (!reason.empty() && only && !evidence.labels.empty()) reason += " and samples are labelled";
  return reason;
}

// Accuracy where samples are labelled and this is the model's only output with classes: labels of a
// model with several are nobody's.
std::unique_ptr<OutputMeasure> make_classes(const Evidence& evidence, const Claim& claim) {
  size_t with_classes = 0;
  for (size_t i = 0; i < evidence.outputs.size(); ++i)
    with_classes += i != claim.outputs[0] && is_vector(evidence.examples[0][i]) &&
                            !reason_for(evidence, i).empty()
                        ? 1
                        : 0;
  return evidence.labels.empty() || with_classes > 0 ? make_agreement(evidence, claim)
                                                     : make_accuracy(evidence, claim);
}

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open) {
    if (!is_vector(evidence.examples[0][output])) continue;
    std::string reason = reason_for(evidence, output);
    if (!reason.empty()) claims.push_back({{output}, std::move(reason), {}});
  }
  return claims;
}

}  // namespace

MeasureKind classes_kind() { return {Measure::classes, false, recognize, make_classes}; }
MeasureKind accuracy_kind() { return {Measure::accuracy, false, nullptr, make_accuracy}; }
MeasureKind agreement_kind() { return {Measure::agreement, false, nullptr, make_agreement}; }

}  // namespace sprint::verify
