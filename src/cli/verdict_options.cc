#include "cli/verdict_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace sprint::cli {
namespace {

constexpr std::array kCriteria{Criterion::speed, Criterion::size, Criterion::memory,
                               Criterion::accuracy};

Criterion parse_criterion(std::string_view name) {
  for (const Criterion criterion : kCriteria)
    if (name == criterion_name(criterion)) return criterion;
  fail_usage("--require: expected speed, size, memory or accuracy, got '{}'", name);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

// "1%" is 0.01; `points`: so is "1".
std::optional<double> parse_share(std::string_view text, bool points) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  std::optional<double> value = parse_number(text);
  if (value && (percent || points)) *value /= 100;
  return value;
}

double parse_points(const std::string& text) {
  const std::optional<double> value = parse_share(text, true);
  if (!value || *value < 0 || *value > 1)
    fail_usage("--max-drop: expected percentage points from 0% to 100%, got '{}'", text);
  return *value;
}

double parse_db(const std::string& text) {
  const std::optional<double> value = parse_number(text);
  if (!value) fail_usage("--min-sqnr: expected a number of dB, got '{}'", text);
  return *value;
}

// "regression.sqnr=25", "accuracy.drop=2%".
Limit parse_limit(const std::string& text) {
  const size_t equals = text.rfind('='), dot = text.find('.');
  if (equals == std::string::npos || dot == std::string::npos || dot + 1 >= equals)
    fail_usage("--limit: expected MEASURE.FIGURE=VALUE, as regression.sqnr=25, got '{}'", text);
  const std::optional<double> value = parse_share(std::string_view(text).substr(equals + 1), false);
  if (!value) fail_usage("--limit {}: expected a number, as 25, 0.98 or 2%", text);
  Limit limit{with_context("--limit", [&] { return parse_measure(text.substr(0, dot)); }),
              text.substr(dot + 1, equals - dot - 1), *value};
  const auto& known = default_limits();
  const auto of_measure = [&](const Limit& other) { return other.measure == limit.measure; };
  const auto same = [&](const Limit& other) {
    return of_measure(other) && other.metric == limit.metric;
  };
  if (limit.measure == Measure::evaluate || std::ranges::any_of(known, same)) return limit;
  std::string figures;
  for (const Limit& other : known)
    if (of_measure(other)) figures += (figures.empty() ? "" : ", ") + other.metric;
  fail_usage("--limit {}: '{}' has no figure '{}' with a limit{}{}", text,
             measure_name(limit.measure), limit.metric, figures.empty() ? "" : "; it has ",
             figures);
}

// "scores", "scores@0.3", "mask=masks@0.5".
QualityChoice parse_choice(std::string_view text) {
  QualityChoice choice;
  if (const size_t equals = text.rfind('='); equals != std::string_view::npos) {
    choice.output = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (choice.output.empty()) fail_usage("--quality: no name before '={}'", text);
  }
  if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
    choice.threshold = parse_number(text.substr(at + 1));
    if (!choice.threshold)
      fail_usage("--quality: expected a number behind '@', got '{}'", text.substr(at + 1));
    text = text.substr(0, at);
  }
  choice.measure = with_context("--quality", [&] { return parse_measure(text); });
  if (choice.measure == Measure::evaluate)
    fail_usage("--quality: to be judged by a command of your own, give --evaluate COMMAND");
  return choice;
}

}  // namespace

void VerdictOptions::declare(CLI::App& app) {
  app.add_option("--require", require,
                 "What must hold to be accepted: any of speed, size, memory, accuracy, with commas")
      ->capture_default_str()
      ->type_name("LIST")
      ->group("Verdict");
  app.add_option("--quality", quality,
                 "What outputs are judged by, if not by what the model says: MEASURE for all of "
                 "them or NAME=MEASURE, with commas, each with an optional @THRESHOLD; one of "
                 "classes, accuracy, agreement, detections, masks, sequences, embeddings, scores, "
                 "regression (or sqnr)")
      ->type_name("MEASURE")
      ->group("Verdict");
  app.add_option("--evaluate", evaluate,
                 "Judge by a command of your own: it gets a folder with the outputs of both models "
                 "and prints figures as JSON; see docs/verdict.md")
      ->type_name("COMMAND")
      ->group("Verdict");
  app.add_option("--evaluate-timeout", evaluate_seconds, "Seconds that --evaluate may take")
      ->capture_default_str()
      ->check(CLI::PositiveNumber)
      ->type_name("SECONDS")
      ->group("Verdict");
  app.add_option("--limit", limits,
                 "Another limit for a figure: MEASURE.FIGURE=VALUE, as regression.sqnr=25 or "
                 "accuracy.drop=2%; see docs/verdict.md")
      ->type_name("LIMIT")
      ->group("Verdict");
  app.add_option("--max-drop", max_drop,
                 "How many percentage points of top-1 accuracy (labelled samples) or agreement "
                 "may be lost: short for --limit of accuracy.drop and agreement.changed")
      ->type_name("POINTS")
      ->group("Verdict");
  app.add_option("--min-sqnr", min_sqnr, "Short for --limit regression.sqnr=DB")
      ->type_name("DB")
      ->group("Verdict");
}

Requirements VerdictOptions::requirements() const {
  Requirements requirements;
  requirements.required.clear();
  for (const std::string_view name : split(require, ','))
    requirements.required.push_back(parse_criterion(name));
  for (const std::string& limit : limits) requirements.limits.push_back(parse_limit(limit));
  if (!max_drop.empty())
    for (const auto& [measure, figure] :
         {std::pair(Measure::accuracy, "drop"), std::pair(Measure::agreement, "changed")})
      requirements.limits.push_back({measure, figure, parse_points(max_drop)});
  if (!min_sqnr.empty())
    requirements.limits.push_back({Measure::regression, "sqnr", parse_db(min_sqnr)});
  return requirements;
}

void VerdictOptions::apply(CompareOptions& options) const {
  options.quality.clear();
  for (const std::string& typed : quality)
    for (const std::string_view choice : split(typed, ','))
      if (choice != "automatic") options.quality.push_back(parse_choice(choice));
  options.evaluate = evaluate;
  options.evaluate_seconds = evaluate_seconds;
}

std::vector<std::pair<std::string, std::string>> VerdictOptions::described() const {
  std::vector<std::pair<std::string, std::string>> described{
      {"require", require},
      {"quality", quality.empty() ? "automatic" : fmt::format("{}", fmt::join(quality, ","))}};
  if (!evaluate.empty()) described.emplace_back("evaluate", evaluate);
  for (const Limit& limit : requirements().limits)
    described.emplace_back(fmt::format("limit {}.{}", measure_name(limit.measure), limit.metric),
                           fmt::format("{}", limit.value));
  return described;
}

}  // namespace sprint::cli
