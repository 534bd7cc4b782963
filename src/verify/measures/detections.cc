// The boxes that a detector finds, matched with the base's.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "ir/model.h"
#include "verify/detections/decode.h"
#include "verify/detections/match.h"
#include "verify/detections/recognise.h"
#include "verify/detections/table.h"
#include "verify/figure_text.h"
#include "verify/measures/kinds.h"

namespace sprint::verify {
namespace {

// The size of the picture as it enters the model; 0 where it is not known.
PictureSize picture_size(const Evidence& evidence) {
  PictureSize size = picture_input(evidence.inputs).value_or(PictureSize{});
  if (size.width == 0) size.width = evidence.preprocess.width;
  if (size.height == 0) size.height = evidence.preprocess.height;
  return size;
}

Recognition recognise_head(const Evidence& evidence) {
  if (evidence.head) return {evidence.head, "the description of its detections says so"};
  return recognise({evidence.model.ir().graph, evidence.outputs, evidence.examples,
                    picture_input(evidence.inputs).has_value(), picture_size(evidence)});
}

// The outputs that the head reads, in the model's order. Throws Error naming one that is none.
std::vector<size_t> outputs_of(const Head& head, const Evidence& evidence) {
  std::vector<size_t> outputs;
  for (const std::string& name : output_names(head)) {
    const auto found = std::ranges::find(evidence.outputs, name, &TensorSpec::name);
    if (found == evidence.outputs.end())
      fail("detections: the model has no output '{}', which the description names", name);
    outputs.push_back(static_cast<size_t>(found - evidence.outputs.begin()));
  }
  std::ranges::sort(outputs);
  return outputs;
}

// Judges the values of every output by themselves, for models that find nothing on any sample.
class Values {
 public:
  Values(const Evidence& evidence, const Claim& claim) {
    for (const size_t output : claim.outputs)
      if (evidence.outputs[output].dtype == DType::float32)
        each_.push_back({place_of(claim, output),
                         regression_kind().make(evidence, {{output}, claim.reason, {}})});
  }

  void add(const Sample& sample, Tensors base, Tensors candidate) {
    comparable_ = comparable_ && std::ranges::equal(base, candidate, {}, dims_of, dims_of);
    if (!comparable_) return;
    for (One& one : each_)
      one.measure->add(sample, base.subspan(one.place, 1), candidate.subspan(one.place, 1));
  }

  // Of the output that fares worst; nothing where shapes differed or no output has numbers.
  std::optional<OutputQuality> worst() const {
    std::optional<OutputQuality> worst;
    if (!comparable_) return worst;
    for (const One& one : each_) {
      OutputQuality quality = one.measure->finish();
      const bool worse = !worst || quality.faults.size() > worst->faults.size() ||
                         (quality.faults.size() == worst->faults.size() &&
                          quality.metrics.at(0).value < worst->metrics.at(0).value);
      if (worse) worst = std::move(quality);
    }
    return worst;
  }

 private:
  struct One {
    size_t place;  // in the claim
    std::unique_ptr<OutputMeasure> measure;
  };

  static const std::vector<int64_t>& dims_of(const Tensor* tensor) { return tensor->dims; }
  static size_t place_of(const Claim& claim, size_t output) {
    return static_cast<size_t>(std::ranges::find(claim.outputs, output) - claim.outputs.begin());
  }

  std::vector<One> each_;
  bool comparable_ = true;
};

class DetectionMeasure : public OutputMeasure {
 public:
  DetectionMeasure(const Evidence& evidence, Claim claim, Head head)
      : evidence_(evidence),
        claim_(std::move(claim)),
        head_(std::move(head)),
        size_(picture_size(evidence)),
        values_(evidence, claim_) {
    for (const size_t output : claim_.outputs) specs_.push_back(evidence.outputs[output]);
  }

  double add(const Sample& sample, Tensors base, Tensors candidate) override {
    const std::vector<Boxes> before = decode(head_, specs_, base);
    const std::vector<Boxes> after = decode(head_, specs_, candidate);
    if (before.size() != after.size())
      fail("the base finds boxes in {} pictures, the candidate in {}", before.size(), after.size());
    BoxAgreement here;
    for (size_t i = 0; i < before.size(); ++i) {
      here.add(before[i], after[i]);
      agreement_.add(before[i], after[i]);
    }
    ++samples_;
    if (agreement_.base() + agreement_.candidate() == 0) values_.add(sample, base, candidate);
    return badness(here);
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    const std::vector<Boxes> before = decode(head_, specs_, base);
    const std::vector<Boxes> after = decode(head_, specs_, candidate);
    BoxAgreement here;
    for (size_t i = 0; i < before.size(); ++i) here.add(before[i], after[i]);
    std::string figure =
        here.matched() == 0
            ? std::string("no box in common")
            : fmt::format(
                  "{} of {} in common, mean IoU {:.2f}", here.matched(),
                  count_text(here.base() + here.candidate() - here.matched(), "box", "boxes"),
                  here.mean_iou());
    if (head_.boxes.empty() || before.empty()) return {std::move(figure), {}};
    return {std::move(figure), view(before[0], after[0])};
  }

  OutputQuality finish() const override {
    if (agreement_.base() + agreement_.candidate() == 0) return finish_without_boxes();
    OutputQuality quality;
    quality.measure = Measure::detections;
    const size_t missing = agreement_.base() - agreement_.matched();
    const size_t extra = agreement_.candidate() - agreement_.matched();
    quality.metrics = {
        {.name = "f1",
         .label = "F1 of boxes",
         .value = agreement_.f1(),
         .higher_is_better = true,
         .ideal = 1,
         .step = agreement_.base() == 0 ? 1 : 1 / static_cast<double>(agreement_.base()),
         .detail = fmt::format("{} of the base's {} found again, {} missing, {} more, on {}",
                               agreement_.matched(), count_text(agreement_.base(), "box", "boxes"),
                               missing, extra, count_text(samples_, "held-out sample"))},
        share("recall", "boxes found again", agreement_.recall()),
        share("precision", "boxes that the base has, too", agreement_.precision()),
        {.name = "iou",
         .label = "mean IoU of matched boxes",
         .value = agreement_.mean_iou(),
         .higher_is_better = true,
         .ideal = 1},
        {.name = "score_error",
         .label = "largest error of a matched box's score",
         .value = agreement_.max_score_error()}};
    return quality;
  }

 private:
  static Metric share(const char* name, const char* label, double value) {
    return {.name = name,
            .label = label,
            .value = value,
            .unit = Unit::share,
            .higher_is_better = true,
            .ideal = 1};
  }

  // Boxes without a partner, then what lies between those that have one.
  static double badness(const BoxAgreement& here) {
    const size_t alone = here.base() + here.candidate() - 2 * here.matched();
    const double apart = here.matched() == 0 ? 0 : 1 - here.mean_iou();
    return static_cast<double>(alone) + apart;
  }

  OutputQuality finish_without_boxes() const {
    const std::string why =
        fmt::format("neither model finds a box that scores {:.4g} on {}", head_.score_threshold,
                    count_text(samples_, "held-out sample"));
    if (std::optional<OutputQuality> quality = values_.worst()) {
      Metric& first = quality->metrics.at(0);
      first.detail =
          why + ", so values are compared" + (first.detail.empty() ? "" : ": " + first.detail);
      return *std::move(quality);
    }
    OutputQuality quality;
    quality.measure = Measure::detections;
    quality.faults = {why +
                      ", so nothing can be judged: give samples with objects on them, or a "
                      "lower score_threshold in --detections"};
    quality.metrics = {
        {.name = "f1", .label = "F1 of boxes", .value = 0, .higher_is_better = true, .ideal = 1}};
    return quality;
  }

  BoxesView view(const Boxes& base, const Boxes& candidate) const {
    BoxesView view;
    for (const Box& box : base) view.base.push_back(shown(box));
    for (const Box& box : candidate) view.candidate.push_back(shown(box));
    for (const Match& match : match_boxes(base, candidate))
      view.base[match.base].matched = view.candidate[match.candidate].matched = true;
    return view;
  }

  BoxView shown(const Box& box) const {
    const Box part = normalize(box, head_.unit, size_.width > 0 ? size_.width : 1,
                               size_.height > 0 ? size_.height : 1);
    return {part.x0, part.y0, part.x1, part.y1, box.score, class_name(box.class_index), false};
  }

  std::string class_name(int64_t index) const {
    if (has_one_class()) return "";
    const std::vector<std::string>& names = evidence_.class_names;
    const bool named = index >= 0 && index < static_cast<int64_t>(names.size());
    return named ? names[static_cast<size_t>(index)] : fmt::format("{}", index);
  }

  // Two scores, one of them of the background, or one beside a box.
  bool has_one_class() const {
    if (!head_.classes.empty() || !head_.selected.empty() || head_.scores.empty()) return false;
    const size_t place = static_cast<size_t>(
        std::ranges::find(specs_, head_.scores, &TensorSpec::name) - specs_.begin());
    const Tensor& scores = evidence_.examples[0][claim_.outputs[place]];
    const auto shape = table_shape(scores, head_.score_layout);
    const int64_t columns = shape ? shape->columns : 1;
    return columns - head_.score_column - (head_.background ? 1 : 0) <= 1;
  }

  const Evidence& evidence_;
  const Claim claim_;
  const Head head_;
  const PictureSize size_;
  std::vector<TensorSpec> specs_;  // of the claim's outputs
  Values values_;
  BoxAgreement agreement_;
  size_t samples_ = 0;
};

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  Recognition found = recognise_head(evidence);
  if (!found.head) return {};
  std::vector<size_t> outputs = outputs_of(*found.head, evidence);
  const bool all_open = std::ranges::all_of(
      outputs, [&](size_t output) { return std::ranges::find(open, output) != open.end(); });
  if (!all_open) return {};
  return {{std::move(outputs), std::move(found.reason), {}}};
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  Recognition found = recognise_head(evidence);
  if (!found.head)
    fail_usage("--quality: the outputs cannot be judged as detections: {}; see docs/detections.md",
               found.reason.empty() ? "they are no boxes that Sprint knows" : found.reason);
  Head head = *std::move(found.head);
  if (claim.threshold) head.score_threshold = *claim.threshold;
  for (const size_t output : outputs_of(head, evidence))
    if (std::ranges::find(claim.outputs, output) == claim.outputs.end())
      fail_usage("--quality: detections need output '{}', too", evidence.outputs[output].name);
  return std::make_unique<DetectionMeasure>(evidence, claim, std::move(head));
}

}  // namespace

MeasureKind detections_kind() { return {Measure::detections, true, recognize, make}; }

std::string why_no_detections(const Evidence& evidence) {
  return evidence.head ? "" : recognise_head(evidence).reason;
}

}  // namespace sprint::verify
