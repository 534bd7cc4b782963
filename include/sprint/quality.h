// How right a candidate is: what each output of a model is for, how far the candidate's lies from
// the base's by that, and the limits. docs/verdict.md says why each measure has its limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sprint {

// What an output is judged by.
enum class Measure {
  classes,     // accuracy where samples are labelled, else agreement
  accuracy,    // top-1 class against the samples' labels
  agreement,   // top-1 class against the base's
  detections,  // boxes matched with the base's, or with annotations
  sequences,   // labels after greedy decoding of [N, T, C]
  masks,       // class of every pixel
  scores,      // decisions at a threshold
  embeddings,  // angle between vectors
  regression,  // values, each slice by itself
  evaluate,    // the figures of the user's own command
};

// "classes", "accuracy", ...
const char* measure_name(Measure measure);
// The same back, and "sqnr" for regression. Throws Error{usage} naming the measures.
Measure parse_measure(std::string_view name);

// The user's word on an output.
struct QualityChoice {
  std::string output;  // its name; empty: every output that no other choice names
  Measure measure = Measure::classes;
  std::optional<double> threshold;  // of decisions or scores; nothing: the measure's own
};

enum class Unit { number, share, db };

// One figure of a measure.
struct Metric {
  std::string name;   // the key in JSON and in --limit: "drop", "sqnr"
  std::string label;  // for people: "top-1 accuracy lost"
  double value = 0;   // may be infinite
  Unit unit = Unit::number;
  bool higher_is_better = false;
  double ideal = 0;  // its value where the candidate equals the base
  double step = 0;   // what one sample weighs; 0: does not apply
  std::string
      detail{};  // what it stems from, in words: the worst slice or sample, counts; or empty
  // Judged against truth: each model's own figure, higher is better; `value` is their difference.
  std::optional<double> base_figure{}, candidate_figure{};
  std::string figure_label{};     // "top-1 accuracy"
  std::optional<double> limit{};  // that came with the figure; Requirements::limits come first
};

// What a report shows of one sample, by kind.
struct Prediction {
  std::string label;      // the class's name, or its index
  double confidence = 0;  // in [0, 1]
};
struct LabelView {
  Prediction base, candidate;
};
struct TextView {
  std::string base, candidate;  // labels of a sequence, decoded
};
// A map over the picture: the class of every cell, or a probability as 0..255. Row by row.
struct MapView {
  int width = 0, height = 0;
  bool classes = false;
  std::vector<uint8_t> base, candidate;  // width * height each
};
// In shares of the picture's width and height, as it enters the model: 0 to 1 from the top left.
struct BoxView {
  double left = 0, top = 0, right = 0, bottom = 0;
  double score = 0;
  std::string label;     // the class's name or index; empty where there is but one
  bool matched = false;  // the other model has a box like it
};
struct BoxesView {
  std::vector<BoxView> base, candidate;
};
struct NumbersView {
  struct Row {
    std::string name;  // "[0, 3]"
    double base = 0, candidate = 0;
  };
  std::vector<Row> rows;  // largest errors first
};
using SampleView =
    std::variant<std::monostate, LabelView, TextView, MapView, BoxesView, NumbersView>;

// One held-out sample that the two models see differently.
struct SampleDifference {
  std::string path;
  std::string truth;   // its label; empty where not labelled
  double badness = 0;  // above 0; of one measure, the larger the worse
  std::string figure;  // the same in words: "SQNR 12.1 dB"
  SampleView view;
};

// What was found of one output, or of several that are judged together.
struct OutputQuality {
  std::vector<std::string> outputs;       // names, the base's
  Measure measure = Measure::regression;  // never `classes`
  std::string reason;                     // why this measure: "it comes from Softmax over axis 1"
  std::vector<Metric> metrics;            // the one to show where there is room for one comes first
  std::vector<std::string> faults;        // what no limit forgives: "channel 3 is constant in ..."
  size_t differing = 0;                   // samples with a badness above 0
  std::vector<SampleDifference> shown;    // of these the worst, worst first
};

// A metric within this value is met: at most, or at least where higher is better.
struct Limit {
  Measure measure = Measure::regression;
  std::string metric;
  double value = 0;
};

// What holds where the user says nothing else. Metrics without a limit are only reported.
const std::vector<Limit>& default_limits();

// A metric that has a limit, judged.
struct LimitedMetric {
  size_t quality = 0, metric = 0;  // indices into Comparison::qualities and its metrics
  double limit = 0;
  // How much of what is allowed was used: 0 for an equal candidate (below: better than the base), 1
  // at the limit, above it missed; for dB the ratio of noise amplitudes. Infinite: beyond measure.
  double used = 0;
};

}  // namespace sprint
