// Sequences of classes: texts and other labels, one distribution per step.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/edit_distance.h"
#include "base/error.h"
#include "verify/figure_text.h"
#include "verify/measures/axes.h"
#include "verify/measures/kinds.h"

namespace sprint::verify {
namespace {

using Labels = std::vector<int>;

// How the output of shape [N, T, C], or [T, 1, C], is read.
struct Reading {
  size_t sequences = 1, steps = 1, classes = 1;
};

Reading reading_of(const std::vector<int64_t>& dims) {
  Reading reading{1, 1, static_cast<size_t>(dims.back())};
  if (dims.size() == 3) {
    const bool time_first = dims[1] == 1 && dims[0] > 1;
    reading.sequences = static_cast<size_t>(time_first ? 1 : dims[0]);
    reading.steps = static_cast<size_t>(time_first ? dims[0] : dims[1]);
  } else {
    reading.steps = static_cast<size_t>(dims[0]);
  }
  return reading;
}

// The best class of every step, one sequence after the other.
Labels best_classes(const Tensor& tensor, const Reading& reading) {
  const std::vector<float> values = to_floats(tensor);
  Labels best;
  for (size_t step = 0; step < reading.sequences * reading.steps; ++step) {
    const auto first = values.begin() + static_cast<ptrdiff_t>(step * reading.classes);
    const auto last = first + static_cast<ptrdiff_t>(reading.classes);
    best.push_back(static_cast<int>(std::max_element(first, last) - first));
  }
  return best;
}

// The blank of connectionist temporal classification (Graves et al., 2006): the first or the last
// class, where it is the most frequent one of the examples. Nothing: every step has a label.
std::optional<int> blank_of(const Evidence& evidence, size_t output) {
  std::map<int, size_t> counts;
  int last = 0;
  for (const std::vector<Tensor>& example : evidence.examples) {
    const Reading reading = reading_of(example[output].dims);
    last = static_cast<int>(reading.classes) - 1;
    for (const int label : best_classes(example[output], reading)) ++counts[label];
  }
  const auto most = std::ranges::max_element(
      counts, {}, [](const std::pair<const int, size_t>& entry) { return entry.second; });
  if (most == counts.end() || (most->first != 0 && most->first != last)) return {};
  return most->first;
}

// Greedy decoding: runs of one label become one, blanks go.
Labels decode(std::span<const int> steps, std::optional<int> blank) {
  if (!blank) return {steps.begin(), steps.end()};
  Labels labels;
  int before = *blank;
  for (const int label : steps) {
    if (label != before && label != *blank) labels.push_back(label);
    before = label;
  }
  return labels;
}

class Sequences : public OutputMeasure {
 public:
  Sequences(const Evidence& evidence, Claim claim)
      : evidence_(evidence),
        claim_(std::move(claim)),
        blank_(blank_of(evidence, claim_.outputs[0])) {}

  double add(const Sample&, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    size_t sample_edits = 0;
    each_sequence(*base[0], *candidate[0], [&](const Labels& x, const Labels& y) {
      const size_t edits = edit_distance(x, y);
      sample_edits += edits;
      changed_ += edits > 0 ? 1 : 0;
      labels_ += x.size();
      ++sequences_;
    });
    edits_ += sample_edits;
    return static_cast<double>(sample_edits);
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    TextView view;
    size_t edits = 0;
    each_sequence(*base[0], *candidate[0], [&](const Labels& x, const Labels& y) {
      const char* const line = view.base.empty() && view.candidate.empty() ? "" : "\n";
      view.base += line + text_of(x);
      view.candidate += line + text_of(y);
      edits += edit_distance(x, y);
    });
    return {count_text(edits, "edit"), std::move(view)};
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = Measure::sequences;
    const auto share = [](size_t count, size_t of) {
      return of == 0 ? count == 0 ? 0.0 : 1.0
                     : static_cast<double>(count) / static_cast<double>(of);
    };
    quality.metrics = {{.name = "edits",
                        .label = "labels that must be edited",
                        .value = share(edits_, labels_),
                        .unit = Unit::share,
                        .detail = fmt::format("{} of {}", edits_, labels_)},
                       {.name = "changed",
                        .label = "sequences changed",
                        .value = share(changed_, sequences_),
                        .unit = Unit::share,
                        .detail = fmt::format("{} of {}", changed_, sequences_)}};
    return quality;
  }

 private:
  template <typename Use>
  void each_sequence(const Tensor& base, const Tensor& candidate, const Use& use) const {
    const Reading reading = reading_of(base.dims);
    const Labels x = best_classes(base, reading), y = best_classes(candidate, reading);
    for (size_t i = 0; i < reading.sequences; ++i) {
      const size_t start = i * reading.steps;
      use(decode(std::span(x).subspan(start, reading.steps), blank_),
          decode(std::span(y).subspan(start, reading.steps), blank_));
    }
  }

  std::string text_of(const Labels& labels) const {
    std::string text;
    for (const int label : labels) {
      const auto index = static_cast<size_t>(label);
      const bool named = index < evidence_.class_names.size();
      const std::string name = named ? evidence_.class_names[index] : std::to_string(label);
      text += (text.empty() || (named && name.size() == 1) ? "" : " ") + name;
    }
    return text;
  }

  const Evidence& evidence_;
  const Claim claim_;
  const std::optional<int> blank_;
  size_t sequences_ = 0, changed_ = 0, labels_ = 0, edits_ = 0;
};

bool is_sequence(const Tensor& tensor) {
  const auto& dims = tensor.dims;
  return (dims.size() == 3 || dims.size() == 2) && tensor.count() > dims.back();
}

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open) {
    const Tensor& example = evidence.examples[0][output];
    if (example.dims.size() != 3 || !is_sequence(example) || example.dims[2] < 3) continue;
    if (const auto found = distribution_of(evidence, output); found && found->axis == 2)
      claims.push_back(
          {{output},
           fmt::format("it is a distribution over {} classes at every step", example.dims[2]),
           {}});
  }
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  const size_t output = claim.outputs[0];
  const Tensor& example = evidence.examples[0][output];
  if (!is_sequence(example))
    fail_usage("--quality: output '{}' of shape {} is no sequence: [N, T, C] is expected",
               evidence.outputs[output].name, dims_text(example.dims));
  return std::make_unique<Sequences>(evidence, claim);
}

}  // namespace

MeasureKind sequences_kind() { return {Measure::sequences, false, recognize, make}; }

}  // namespace sprint::verify
