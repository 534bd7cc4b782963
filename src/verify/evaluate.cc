#include "verify/evaluate.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/child_process.h"
#include "base/error.h"
#include "data/npy.h"

namespace sprint::verify {
namespace {

using Json = nlohmann::ordered_json;

// The end of what the command said, for a message.
std::string last_words(const ChildResult& result) {
  constexpr size_t kMost = 400;
  std::string words = result.error.empty() ? result.output : result.error;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  if (words.size() > kMost) words = "..." + words.substr(words.size() - kMost);
  return words.empty() ? "it said nothing" : words;
}

double number_at(const Json& figure, const char* key, const std::string& name) {
  const auto found = figure.find(key);
  if (found == figure.end() || !found->is_number())
    fail("figure '{}': \"{}\" must be a number", name, key);
  return found->get<double>();
}

std::optional<double> optional_number(const Json& figure, const char* key,
                                      const std::string& name) {
  if (!figure.contains(key) || figure[key].is_null()) return {};
  return number_at(figure, key, name);
}

Metric parse_figure(const std::string& name, const Json& figure) {
  if (!figure.is_object())
    fail("figure '{}' must be an object with \"value\" and \"better\"", name);
  const std::string better = figure.value("better", Json()).is_string() ? figure["better"] : "";
  if (better != "lower" && better != "higher")
    fail("figure '{}': \"better\" must be \"lower\" or \"higher\"", name);
  for (const auto& [key, value] : figure.items())
    if (key != "value" && key != "better" && key != "limit" && key != "base")
      fail("figure '{}': \"{}\" is none of \"value\", \"better\", \"limit\" and \"base\"", name,
           key);
  const std::optional<double> base = optional_number(figure, "base", name);
  Metric metric{.name = name, .label = name, .value = number_at(figure, "value", name)};
  metric.higher_is_better = better == "higher";
  metric.ideal = base.value_or(metric.higher_is_better ? 1 : 0);
  metric.limit = optional_number(figure, "limit", name);
  if (base) metric.detail = fmt::format("the base: {:.4g}", *base);
  return metric;
}

}  // namespace

Evaluation::Evaluation(const std::vector<TensorSpec>& outputs) {
  for (const TensorSpec& output : outputs) names_.push_back(output.name);
  for (const Side* side : {&base_, &candidate_})
    std::filesystem::create_directory(folder_.path() + "/" + side->name);
}

void Evaluation::add_base(const Sample& sample, const std::vector<Tensor>& outputs) {
  add(base_, sample, outputs);
}

void Evaluation::add_candidate(const Sample& sample, const std::vector<Tensor>& outputs) {
  add(candidate_, sample, outputs);
}

void Evaluation::add(Side& side, const Sample& sample, const std::vector<Tensor>& outputs) const {
  std::vector<std::string>& files = side.files.emplace_back();
  for (size_t i = 0; i < outputs.size(); ++i) {
    files.push_back(fmt::format("{}/{:05}-{}.npy", side.name, side.samples.size(), i));
    save_npy(folder_.path() + "/" + files.back(), outputs[i]);
  }
  side.samples.push_back(sample);
}

void Evaluation::write_samples(const SampleSet& set) const {
  Json json{{"outputs", names_}, {"samples", Json::array()}};
  for (size_t i = 0; i < base_.samples.size(); ++i) {
    const Sample& sample = base_.samples[i];
    json["samples"].push_back(
        {{"path", std::filesystem::absolute(sample.path).string()},
         {"label", sample.label < 0 ? Json(nullptr)
                                    : Json(set.labels.at(static_cast<size_t>(sample.label)))},
         {"base", base_.files[i]},
         {"candidate", candidate_.files.at(i)}});
  }
  std::ofstream file(folder_.path() + "/samples.json");
  file << json.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (!file) fail("{}: cannot be written", folder_.path() + "/samples.json");
}

OutputQuality Evaluation::run(const std::string& command, double seconds,
                              const SampleSet& set) const {
  write_samples(set);
  const auto limit = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
  const ChildResult result =
      run_child({.arguments = {"/bin/sh", "-c", command + " \"$@\"", "sh", folder_.path()},
                 .input = "",
                 .environment = {},
                 .timeout = limit});
  if (result.timed_out)
    fail("--evaluate: '{}' took longer than {} s and was killed; --evaluate-timeout gives it more",
         command, seconds);
  if (result.exit_code != 0)
    fail("--evaluate: '{}' ended with {}: {}", command,
         result.signal != 0 ? signal_text(result.signal) : fmt::format("code {}", result.exit_code),
         last_words(result));
  OutputQuality quality;
  quality.outputs = names_;
  quality.measure = Measure::evaluate;
  quality.reason = "--evaluate says so";
  quality.metrics = with_context(fmt::format("--evaluate: what '{}' printed", command),
                                 [&] { return parse_evaluation(result.output); });
  return quality;
}

std::vector<Metric> parse_evaluation(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.empty())
    fail(
        "is no JSON object of figures, as {{\"wer\": {{\"value\": 0.05, \"better\": \"lower\"}}}}");
  std::vector<Metric> metrics;
  for (const auto& [name, figure] : json.items()) metrics.push_back(parse_figure(name, figure));
  return metrics;
}

}  // namespace sprint::verify
