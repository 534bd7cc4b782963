// The table of measures, and which of them judges an output.
#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "verify/measures/kinds.h"

namespace sprint::verify {
namespace {

const MeasureKind& kind_of(Measure measure) {
  const auto found = std::ranges::find(measure_kinds(), measure, &MeasureKind::measure);
  if (found == measure_kinds().end())
    fail_usage("--quality: outputs cannot be judged by '{}' that way", measure_name(measure));
  return *found;
}

std::vector<size_t> outputs_named(const Evidence& evidence, const std::string& name) {
  const auto found = std::ranges::find(evidence.outputs, name, &TensorSpec::name);
  if (found == evidence.outputs.end()) {
    std::string names;
    for (const TensorSpec& output : evidence.outputs)
      names += (names.empty() ? "'" : ", '") + output.name + "'";
    fail_usage("--quality: the model has no output '{}'; it has {}", name, names);
  }
  return {static_cast<size_t>(found - evidence.outputs.begin())};
}

// Takes outputs out of those that are open, choice by choice.
class Chooser {
 public:
  explicit Chooser(const Evidence& evidence) : evidence_(evidence) {
    for (size_t i = 0; i < evidence.outputs.size(); ++i) open_.push_back(i);
  }

  void take_word(const QualityChoice& word) {
    const MeasureKind& kind = kind_of(word.measure);
    const std::vector<size_t> outputs =
        word.output.empty() ? open_ : outputs_named(evidence_, word.output);
    for (const size_t output : outputs) {
      if (std::ranges::find(open_, output) == open_.end())
        fail_usage("--quality: output '{}' is named twice", word.output);
      Claim claim{{output}, "--quality says so", word.threshold};
      Choice* const group = kind.grouped ? find(kind) : nullptr;
      if (group != nullptr) {
        group->claim.outputs.push_back(output);
        std::erase(open_, output);
      } else {
        add(kind, std::move(claim));
      }
    }
  }

  void recognize(const MeasureKind& kind) {
    if (kind.recognize == nullptr) return;
    for (Claim& claim : kind.recognize(evidence_, open_)) add(kind, std::move(claim));
  }

  std::vector<Choice> finish() {
    std::ranges::sort(choices_, {}, [](const Choice& choice) { return choice.claim.outputs[0]; });
    return std::move(choices_);
  }

 private:
  Choice* find(const MeasureKind& kind) {
    const auto found = std::ranges::find(choices_, &kind, &Choice::kind);
    return found == choices_.end() ? nullptr : &*found;
  }

  void add(const MeasureKind& kind, Claim claim) {
    for (const size_t output : claim.outputs) std::erase(open_, output);
    choices_.push_back({&kind, std::move(claim)});
  }

  const Evidence& evidence_;
  std::vector<size_t> open_;
  std::vector<Choice> choices_;
};

}  // namespace

std::span<const MeasureKind> measure_kinds() {
  static const std::array kinds{detections_kind(), classes_kind(), accuracy_kind(),
                                agreement_kind(),  masks_kind(),   sequences_kind(),
                                embeddings_kind(), scores_kind(),  regression_kind()};
  return kinds;
}

std::vector<Choice> choose_measures(const Evidence& evidence,
                                    const std::vector<QualityChoice>& words) {
  Chooser chooser(evidence);
  for (const QualityChoice& word : words)
    if (!word.output.empty()) chooser.take_word(word);
  for (const QualityChoice& word : words)
    if (word.output.empty()) chooser.take_word(word);
  for (const MeasureKind& kind : measure_kinds()) chooser.recognize(kind);
  return chooser.finish();
}

void require_same_shapes(const Evidence& evidence, const Claim& claim, Tensors base,
                         Tensors candidate) {
  for (size_t i = 0; i < base.size(); ++i)
    if (base[i]->dims != candidate[i]->dims)
      fail(
          "output '{}': the base gives shape {}, the candidate {}; only detections can be judged "
          "so: see --quality",
          evidence.outputs[claim.outputs[i]].name, dims_text(base[i]->dims),
          dims_text(candidate[i]->dims));
}

}  // namespace sprint::verify
