// Models for tests of measures: nothing but their outputs.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/model.h"
#include "sprint/error.h"
#include "verify/quality.h"

namespace sprint::verify {

inline Tensor floats(std::vector<int64_t> dims, const std::vector<float>& values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::copy(values, tensor.as<float>().begin());
  return tensor;
}

using BySample = std::vector<std::vector<Tensor>>;

// One output of shape [1, columns], a row per sample.
inline BySample rows_of(const std::vector<std::vector<float>>& rows) {
  BySample outputs;
  for (const auto& row : rows)
    outputs.push_back({floats({1, static_cast<int64_t>(row.size())}, row)});
  return outputs;
}

// Samples called "0", "1", ...
inline SampleSet set_of(size_t count, std::vector<std::string> labels = {},
                        const std::vector<int>& truth = {}) {
  SampleSet set{.folder = "samples", .labels = std::move(labels), .samples = {}};
  for (size_t i = 0; i < count; ++i)
    set.samples.push_back({std::to_string(i), truth.empty() ? -1 : truth[i], i});
  return set;
}

struct Asked {
  std::vector<QualityChoice> words;
  std::vector<std::string> class_names;
  size_t shown_samples = 24;
};

// A model whose outputs are called "output0", ... and come from `graph`, where it has such outputs.
inline Evidence evidence_of(const BySample& base, std::vector<std::string> labels,
                            std::vector<std::string> class_names = {}, ir::Graph graph = {}) {
  auto model = std::make_shared<ir::Model>();
  model->graph = std::move(graph);
  Evidence evidence{
      .model = Model(model),
      .inputs = {},
      .outputs = {},
      .preprocess = {},
      .class_names = std::move(class_names),
      .labels = std::move(labels),
      .examples = {base.begin(), base.begin() + std::min<ptrdiff_t>(kExamples, std::ssize(base))}};
  for (size_t i = 0; i < base[0].size(); ++i)
    evidence.outputs.push_back({"output" + std::to_string(i), base[0][i].dtype, base[0][i].dims});
  return evidence;
}

inline Quality measure(const BySample& base, const BySample& candidate, const SampleSet& set,
                       const Asked& asked = {}, ir::Graph graph = {}) {
  const auto run = [](const BySample& outputs) {
    return [&outputs](const Sample& sample) { return outputs.at(std::stoul(sample.path)); };
  };
  const Evidence evidence = evidence_of(base, set.labels, asked.class_names, std::move(graph));
  return measure_quality(run(base), run(candidate), set,
                         QualityMeter(evidence, asked.words, set, asked.shown_samples));
}

// Of a model with one output.
inline OutputQuality measure_one(const BySample& base, const BySample& candidate,
                                 const std::vector<QualityChoice>& words = {},
                                 ir::Graph graph = {}) {
  return measure(base, candidate, set_of(base.size()),
                 {.words = words, .class_names = {}, .shown_samples = 24}, std::move(graph))
      .qualities.at(0);
}

inline const Metric& metric(const OutputQuality& quality, std::string_view name) {
  for (const Metric& found : quality.metrics)
    if (found.name == name) return found;
  throw Error(ErrorCode::internal, "no metric " + std::string(name));
}

// Whether judge() accepts the accuracy of these qualities.
inline bool is_right(const OutputQuality& quality) {
  Comparison comparison;
  comparison.held_out_samples = 1;
  comparison.qualities = {quality};
  return judge(comparison, {.required = {Criterion::accuracy}}).accepted;
}

}  // namespace sprint::verify
