// A report to test the formats with.
#pragma once

#include <limits>

#include "report/report.h"

namespace sprint::report {

inline OutputQuality labelled_quality() {
  OutputQuality quality;
  quality.outputs = {"probabilities"};
  quality.measure = Measure::accuracy;
  quality.reason = "it is a vector";
  quality.metrics = {
      {.name = "drop",
       .label = "top-1 accuracy lost",
       .value = 0.005,
       .unit = Unit::share,
       .detail = "1 lost",
       .base_figure = 0.99,
       .candidate_figure = 0.985,
       .figure_label = "top-1 accuracy"},
      {.name = "changed", .label = "top-1 class changed", .value = 0.005, .unit = Unit::share}};
  quality.differing = 1;
  quality.shown = {{.path = "frames/<active>/a|b.png",
                    .truth = "<active>",
                    .badness = 1,
                    .figure = "another class",
                    .view = LabelView{{"<active>", 0.61}, {"inactive", 0.55}}}};
  return quality;
}

inline OutputQuality sqnr_quality(const char* output, double sqnr_db) {
  OutputQuality quality;
  quality.outputs = {output};
  quality.metrics = {{.name = "sqnr",
                      .label = "SQNR",
                      .value = sqnr_db,
                      .unit = Unit::db,
                      .higher_is_better = true,
                      .ideal = kMaxSqnrDb,
                      .detail = "worst: [0, 3]"}};
  quality.differing = 1;
  quality.shown = {
      {.path = "1.jpg", .truth = "", .badness = 1, .figure = "SQNR 30.0 dB", .view = {}}};
  return quality;
}

// A labelled classifier whose INT8 form is smaller but slower, with names that formats must escape.
inline Report classifier_report() {
  Comparison comparison;
  comparison.base = {.path = "models/<base> & \"one\".onnx",
                     .precision = "FP32",
                     .runtime = "onnxruntime 1.30.0",
                     .size_bytes = 1'280'000,
                     .load_us = 7000,
                     .peak_memory_bytes = 40'000'000,
                     .latency_us = {.p50 = 85, .p90 = 90, .p99 = 99, .runs = {84, 85, 86}}};
  comparison.candidate = comparison.base;
  comparison.candidate.path = "candidate.onnx";
  comparison.candidate.precision = "INT8";
  comparison.candidate.size_bytes = 320'000;
  comparison.candidate.peak_memory_bytes = 36'000'000;
  comparison.candidate.latency_us = {.p50 = 170, .p90 = 175, .p99 = 180, .runs = {170, 171, 169}};
  comparison.latency_ratio = {2.0, 1.98, 2.02};
  comparison.calibration_samples = 100;
  comparison.held_out_samples = 200;
  comparison.outputs = {{"probabilities", 41.25, 0.03}};
  comparison.qualities = {labelled_quality()};
  comparison.operators = {{"Conv", 60, 110}, {"Quantize and dequantize", 0, 23}};
  Report report;
  report.comparison = comparison;
  report.verdict = judge(comparison);
  report.machine.cpu = "A CPU";
  report.machine.cores = 2;
  report.options = {{"threads", "1"}};
  return report;
}

// The same after a search: two recipes measured, one that failed.
inline Report search_report() {
  Report report = classifier_report();
  optimize::Attempt first{.recipe = "static QDQ",
                          .thorough = true,
                          .failure = "",
                          .comparison = report.comparison,
                          .verdict = report.verdict};
  optimize::Attempt second = first;
  second.recipe = "as it is";
  second.quantized = second.thorough = false;
  second.comparison.latency_ratio = {1, 0.99, 1.01};
  optimize::Attempt failed{
      .recipe = "dynamic", .failure = "nothing <to> quantize", .comparison = {}, .verdict = {}};
  report.attempts = {first, second, failed};
  report.notes = {"Nothing was written."};
  return report;
}

// An unlabelled model without classes whose candidate is not finite.
inline Report detector_report() {
  Report report = classifier_report();
  report.comparison.outputs = {{"boxes", 40, 0.1},
                               {"scores", -kMaxSqnrDb, std::numeric_limits<double>::infinity()}};
  report.comparison.qualities = {sqnr_quality("boxes", 40), sqnr_quality("scores", -kMaxSqnrDb)};
  report.verdict = judge(report.comparison);
  return report;
}

}  // namespace sprint::report
