// The report as JSON, for programs.
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/report.h"
#include "verify/machine_json.h"

namespace sprint::report {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity: null.
Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double share(size_t count, size_t of) {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

Json model_json(const ModelFigures& model, size_t samples) {
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
  if (model.right) json["accuracy"] = {{"top1", share(*model.right, samples)}};
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
      {"latency_interval", {latency.low, latency.high}},
      {"memory", ratio(comparison.base.peak_memory_bytes, comparison.candidate.peak_memory_bytes)},
      {"size", ratio(comparison.base.size_bytes, comparison.candidate.size_bytes)}};
}

Json agreement_json(const Comparison& comparison) {
  Json json{{"top1", nullptr}, {"sqnr_db", Json::object()}, {"max_abs_error", Json::object()}};
  if (comparison.classes)
    json["top1"] = share(comparison.classes->agreeing, comparison.held_out_samples);
  for (const OutputDifference& output : comparison.outputs) {
    json["sqnr_db"][output.name] = output.sqnr_db;
    json["max_abs_error"][output.name] = finite(output.max_abs_error);
  }
  return json;
}

Json prediction_json(const std::optional<Prediction>& prediction) {
  if (!prediction) return nullptr;
  return {{"label", prediction->label}, {"confidence", prediction->confidence}};
}

Json shown_json(const Comparison& comparison) {
  Json list = Json::array();
  for (const SampleDifference& sample : comparison.shown) {
    Json json{{"path", sample.path}, {"sqnr_db", sample.sqnr_db}};
    if (!sample.truth.empty()) json["label"] = sample.truth;
    if (sample.base) {
      json["base"] = prediction_json(sample.base);
      json["candidate"] = prediction_json(sample.candidate);
    }
    list.push_back(std::move(json));
  }
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
  if (comparison.candidate.right)
    json["accuracy"] = {{"top1", share(*comparison.candidate.right, comparison.held_out_samples)}};
  json["agreement"] = agreement_json(comparison);
  json["verdict"] = verdict_json(attempt.verdict);
  return json;
}

}  // namespace

Json to_json(const Report& report) {
  const Comparison& comparison = report.comparison;
  Json json{{"base", model_json(comparison.base, comparison.held_out_samples)},
            {"candidate", model_json(comparison.candidate, comparison.held_out_samples)},
            {"ratio", ratio_json(comparison)},
            {"agreement", agreement_json(comparison)},
            {"samples",
             {{"calibration", comparison.calibration_samples},
              {"held_out", comparison.held_out_samples}}},
            {"differences", shown_json(comparison)},
            {"operators_us", operators_json(comparison)},
            {"machine", verify::machine_json(report.machine)},
            {"options", Json::object()},
            {"verdict", verdict_json(report.verdict)}};
  for (const auto& [name, value] : report.options) json["options"][name] = value;
  if (report.attempts.empty()) return json;
  json["recipes"] = Json::array();
  for (const optimize::Attempt& attempt : report.attempts)
    json["recipes"].push_back(attempt_json(attempt));
  json["notes"] = report.notes;
  return json;
}

}  // namespace sprint::report
