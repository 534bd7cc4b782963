// The report as JSON, for programs.
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/report.h"
#include "verify/conditions.h"
#include "verify/machine_json.h"

namespace sprint::report {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity: null.
Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// The one output that is judged by its class; null where there is none or several.
const OutputQuality* classes_of(const Comparison& comparison) {
  const OutputQuality* found = nullptr;
  for (const OutputQuality& quality : comparison.qualities) {
    if (quality.measure != Measure::accuracy && quality.measure != Measure::agreement) continue;
    if (found != nullptr) return nullptr;
    found = &quality;
  }
  return found;
}

void add_accuracy(Json& json, const Comparison& comparison, std::optional<double> Metric::*figure) {
  const OutputQuality* const classes = classes_of(comparison);
  if (classes != nullptr && classes->metrics[0].*figure)
    json["accuracy"] = {{"top1", *(classes->metrics[0].*figure)}};
}

Json model_json(const ModelFigures& model) {
  Json json{{"path", model.path},
            {"runtime", model.runtime},
            {"precision", model.precision},
            {"size_bytes", model.size_bytes},
            {"load_us", nullptr},
            {"peak_memory_bytes", nullptr},
            {"latency_us",
             {{"p50", model.latency_us.p50},
              {"p90", model.latency_us.p90},
              {"p99", model.latency_us.p99}}}};
  if (model.load_us > 0) json["load_us"] = model.load_us;
  if (model.peak_memory_bytes > 0) json["peak_memory_bytes"] = model.peak_memory_bytes;
  return json;
}

Json ratio_json(const Comparison& comparison) {
  const auto ratio = [](uint64_t base, uint64_t candidate) {
    return base == 0 ? Json(nullptr)
                     : Json(static_cast<double>(candidate) / static_cast<double>(base));
  };
  const Interval& latency = comparison.latency_ratio;
  return {
      {"latency", latency.value},
      {"latency_interval", {latency.low, finite(latency.high)}},
      {"memory", ratio(comparison.base.peak_memory_bytes, comparison.candidate.peak_memory_bytes)},
      {"size", ratio(comparison.base.size_bytes, comparison.candidate.size_bytes)}};
}

Json agreement_json(const Comparison& comparison) {
  Json json{{"top1", nullptr}, {"sqnr_db", Json::object()}, {"max_abs_error", Json::object()}};
  if (const OutputQuality* const classes = classes_of(comparison))
    json["top1"] = 1 - classes->metrics.back().value;
  for (const OutputDifference& output : comparison.outputs) {
    json["sqnr_db"][output.name] = output.sqnr_db;
    json["max_abs_error"][output.name] = finite(output.max_abs_error);
  }
  return json;
}

const char* unit_name(Unit unit) {
  return unit == Unit::share ? "share" : unit == Unit::db ? "dB" : "number";
}

Json metric_json(const Metric& metric) {
  Json json{{"value", finite(metric.value)},
            {"unit", unit_name(metric.unit)},
            {"better", metric.higher_is_better ? "higher" : "lower"},
            {"limit", nullptr}};
  if (!metric.detail.empty()) json["detail"] = metric.detail;
  if (metric.base_figure) json["base"] = *metric.base_figure;
  if (metric.candidate_figure) json["candidate"] = *metric.candidate_figure;
  return json;
}

Json qualities_json(const Comparison& comparison, const Verdict& verdict) {
  Json list = Json::array();
  for (const OutputQuality& quality : comparison.qualities) {
    Json metrics = Json::object();
    for (const Metric& metric : quality.metrics) metrics[metric.name] = metric_json(metric);
    list.push_back({{"outputs", quality.outputs},
                    {"measure", measure_name(quality.measure)},
                    {"reason", quality.reason},
                    {"metrics", std::move(metrics)},
                    {"faults", quality.faults},
                    {"differing_samples", quality.differing}});
  }
  for (const Finding& finding : verdict.findings)
    for (const LimitedMetric& judged : finding.limits)
      list[judged.quality]["metrics"]
          [comparison.qualities[judged.quality].metrics[judged.metric].name]["limit"] =
              judged.limit;
  return list;
}

Json prediction_json(const Prediction& prediction) {
  return {{"label", prediction.label}, {"confidence", prediction.confidence}};
}

Json difference_json(const OutputQuality& quality, const SampleDifference& sample) {
  Json json{{"path", sample.path}, {"outputs", quality.outputs}, {"figure", sample.figure}};
  if (!sample.truth.empty()) json["label"] = sample.truth;
  if (const auto* view = std::get_if<LabelView>(&sample.view)) {
    json["base"] = prediction_json(view->base);
    json["candidate"] = prediction_json(view->candidate);
  } else if (const auto* text = std::get_if<TextView>(&sample.view)) {
    json["base"] = text->base;
    json["candidate"] = text->candidate;
  }
  return json;
}

Json differences_json(const Comparison& comparison) {
  Json list = Json::array();
  for (const OutputQuality& quality : comparison.qualities)
    for (const SampleDifference& sample : quality.shown)
      list.push_back(difference_json(quality, sample));
  return list;
}

Json verdict_json(const Verdict& verdict) {
  Json reasons = Json::array(), requirements = Json::array();
  for (const Finding& finding : verdict.findings) {
    reasons.push_back(finding.reason);
    requirements.push_back({{"name", criterion_name(finding.criterion)},
                            {"required", finding.required},
                            {"met", finding.met}});
  }
  return {{"accepted", verdict.accepted}, {"reasons", reasons}, {"requirements", requirements}};
}

Json operators_json(const Comparison& comparison) {
  Json list = Json::array();
  for (const OperatorTime& time : comparison.operators)
    list.push_back(
        {{"kind", time.kind}, {"base_us", time.base_us}, {"candidate_us", time.candidate_us}});
  return list;
}

Json attempt_json(const optimize::Attempt& attempt) {
  Json json{{"recipe", attempt.recipe},
            {"runtime", runtime_name(attempt.runtime)},
            {"quantized", attempt.quantized}};
  if (!attempt.failure.empty()) {
    json["failure"] = attempt.failure;
    return json;
  }
  const Comparison& comparison = attempt.comparison;
  json["thorough"] = attempt.thorough;
  json["held_out"] = comparison.held_out_samples;
  json["latency_us"] = {{"p50", comparison.candidate.latency_us.p50}};
  json["ratio"] = ratio_json(comparison);
  json["latency_conditions"] = verify::conditions_json(comparison.latency_conditions);
  add_accuracy(json, comparison, &Metric::candidate_figure);
  json["agreement"] = agreement_json(comparison);
  json["quality"] = qualities_json(comparison, attempt.verdict);
  json["verdict"] = verdict_json(attempt.verdict);
  return json;
}

}  // namespace

Json to_json(const Report& report) {
  const Comparison& comparison = report.comparison;
  Json json{{"base", model_json(comparison.base)},
            {"candidate", model_json(comparison.candidate)},
            {"ratio", ratio_json(comparison)},
            {"latency_conditions", verify::conditions_json(comparison.latency_conditions)},
            {"agreement", agreement_json(comparison)},
            {"quality", qualities_json(comparison, report.verdict)},
            {"samples",
             {{"calibration", comparison.calibration_samples},
              {"held_out", comparison.held_out_samples}}},
            {"differences", differences_json(comparison)},
            {"operators_us", operators_json(comparison)},
            {"machine", verify::machine_json(report.machine)},
            {"options", Json::object()},
            {"verdict", verdict_json(report.verdict)}};
  add_accuracy(json["base"], comparison, &Metric::base_figure);
  add_accuracy(json["candidate"], comparison, &Metric::candidate_figure);
  for (const auto& [name, value] : report.options) json["options"][name] = value;
  if (report.attempts.empty()) return json;
  json["recipes"] = Json::array();
  for (const optimize::Attempt& attempt : report.attempts)
    json["recipes"].push_back(attempt_json(attempt));
  json["speed_decided"] = report.speed_decided;
  json["notes"] = report.notes;
  return json;
}

}  // namespace sprint::report
