#include "cli/verdict_options.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
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

std::vector<Criterion> parse_criteria(const std::string& text) {
  std::vector<Criterion> criteria;
  for (size_t start = 0; start <= text.size();) {
    const size_t comma = std::min(text.find(',', start), text.size());
    criteria.push_back(parse_criterion(std::string_view(text).substr(start, comma - start)));
    start = comma + 1;
  }
  return criteria;
}

// "1%" is 0.01; the sign may be left out.
double parse_points(const std::string& text) {
  std::string_view number = text;
  if (number.ends_with('%')) number.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || !(value >= 0 && value <= 100))
    fail_usage("--max-drop: expected percentage points from 0% to 100%, got '{}'", text);
  return value / 100;
}

struct NamedMeasure {
  const char* name;
  QualityMeasure measure;
};
constexpr std::array kMeasures{NamedMeasure{"automatic", QualityMeasure::automatic},
                               NamedMeasure{"accuracy", QualityMeasure::top1_accuracy},
                               NamedMeasure{"agreement", QualityMeasure::top1_agreement},
                               NamedMeasure{"sqnr", QualityMeasure::sqnr}};

QualityMeasure parse_measure(const std::string& text) {
  for (const NamedMeasure& named : kMeasures)
    if (text == named.name) return named.measure;
  fail_usage("--quality: expected automatic, accuracy, agreement or sqnr, got '{}'", text);
}

}  // namespace

void VerdictOptions::declare(CLI::App& app) {
  app.add_option("--require", require,
                 "What must hold to be accepted: any of speed, size, memory, accuracy, with commas")
      ->capture_default_str()
      ->type_name("LIST")
      ->group("Verdict");
  app.add_option("--max-drop", max_drop,
                 "How many percentage points of top-1 accuracy (labelled samples) or agreement "
                 "may be lost")
      ->capture_default_str()
      ->type_name("POINTS")
      ->group("Verdict");
  app.add_option("--min-sqnr", min_sqnr_db,
                 "The least SQNR of every output in dB, for models without classes")
      ->capture_default_str()
      ->type_name("DB")
      ->group("Verdict");
  app.add_option("--quality", quality,
                 "What accuracy means: accuracy (top-1, labelled), agreement (top-1), sqnr, or "
                 "automatic: the first of these that the samples and the model allow")
      ->capture_default_str()
      ->type_name("MEASURE")
      ->group("Verdict");
}

Requirements VerdictOptions::requirements() const {
  return {.required = parse_criteria(require),
          .max_drop = parse_points(max_drop),
          .min_sqnr_db = min_sqnr_db,
          .quality = parse_measure(quality)};
}

std::vector<std::pair<std::string, std::string>> VerdictOptions::described() const {
  return {{"require", require},
          {"max_drop", max_drop},
          {"min_sqnr_db", fmt::format("{}", min_sqnr_db)},
          {"quality", quality}};
}

}  // namespace sprint::cli
