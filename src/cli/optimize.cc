// sprint optimize: tries recipes, verifies, keeps the best one that is accepted.
#include "optimize/optimize.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <memory>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "cli/detections_option.h"
#include "cli/file_plan.h"
#include "cli/preprocess_options.h"
#include "cli/progress.h"
#include "cli/report_output.h"
#include "cli/runtime_option.h"
#include "cli/verdict_options.h"
#include "data/pick_samples.h"
#include "optimize/advice.h"
#include "optimize/rank.h"
#include "quantize/notes.h"
#include "sprint/model.h"
#include "verify/machine.h"

namespace sprint::cli {
namespace {

struct Options {
  std::string model, output, data;
  size_t samples = 0;
  bool keep_rejected = false;
  optimize::OptimizeOptions search;
  VerdictOptions verdict;
  PreprocessOptions preprocess;
  DetectionsOption detections;
  ReportOutput report;
};

void check_files(const Options& options) {
  FilePlan plan;
  plan.reads_model("the model", options.model);
  plan.reads("the sample", options.data);
  options.detections.add_to(plan);
  plan.writes_model("--output", options.output);
  options.report.add_to(plan);
  plan.check();
}

// "90", "90s", "5m", "1h" in seconds.
double parse_time(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const std::string_view unit(rest, static_cast<size_t>(end - rest));
  const double factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (error != std::errc() || !(value > 0) || !std::isfinite(value) || factor == 0)
    fail_usage("--time: expected seconds above 0, or a number with s, m or h, such as 5m; got '{}'",
               text);
  return value * factor;
}

// What the time did not suffice for; empty where all was tried.
std::string untried_note(const optimize::Outcome& outcome) {
  std::string recipes;
  std::set<std::string> told;
  for (const optimize::Attempt& attempt : outcome.attempts)
    if (!attempt.tried && told.insert(attempt.recipe).second)
      recipes += (recipes.empty() ? "" : "; ") + attempt.recipe;
  if (recipes.empty()) return "";
  return fmt::format("The time was up before these were tried, and one of them may be better: {}.",
                     recipes);
}

// What the user gets, in words.
std::vector<std::string> notes_on(const optimize::Outcome& outcome, const Options& options) {
  const optimize::Attempt& chosen = outcome.attempts[outcome.chosen];
  std::vector<std::string> notes{fmt::format("Best INT8 recipe: {}; best runtime for it: {}.",
                                             chosen.recipe, runtime_name(chosen.runtime))};
  if (std::optional<std::string> note = optimize::speed_decision(outcome.attempts, chosen))
    notes.push_back(*std::move(note));
  if (std::string note = untried_note(outcome); !note.empty()) notes.push_back(std::move(note));
  for (std::string& note : optimize::advice(outcome.attempts, chosen))
    notes.push_back(std::move(note));
  if (chosen.verdict.accepted) {
    notes.push_back(fmt::format("Wrote {}.", options.output));
  } else if (options.keep_rejected) {
    notes.push_back(fmt::format("Wrote {} although it was not accepted.", options.output));
  } else {
    notes.push_back(fmt::format("Nothing was written; --keep-rejected writes it all the same."));
  }
  for (const std::string& note : quantization::notes_of(Model::load(outcome.model).ir()))
    notes.push_back(fmt::format("Quantization: {}.", note));
  return notes;
}

report::Report make_report(const optimize::Outcome& outcome, const Options& options) {
  const optimize::Attempt& chosen = outcome.attempts[outcome.chosen];
  report::Report report{
      .comparison = chosen.comparison,
      .verdict = chosen.verdict,
      .requirements = options.search.requirements,
      .attempts = outcome.attempts,
      .chosen = outcome.chosen,
      .speed_decided = optimize::speed_decision(outcome.attempts, chosen).has_value(),
      .notes = notes_on(outcome, options),
      .machine = verify::describe_machine(),
      .options = options.verdict.described()};
  report.comparison.candidate.path = options.output;
  const optimize::OptimizeOptions& search = options.search;
  report.options.emplace_back("calibration_share", fmt::format("{}", search.calibration_share));
  report.options.emplace_back("seed", fmt::format("{}", search.seed));
  report.options.emplace_back("threads", fmt::format("{}", search.compare.threads));
  report.options.emplace_back("seconds", fmt::format("{}", search.compare.seconds));
  if (search.time_limit) report.options.emplace_back("time", fmt::format("{}", *search.time_limit));
  return report;
}

int run(Options& options) {
  options.search.requirements = options.verdict.requirements();
  check_files(options);
  options.verdict.apply(options.search.compare);
  options.search.compare.detections = options.detections.json();
  if (options.preprocess.typed())
    options.search.compare.preprocess =
        options.preprocess.over(Model::load(options.model).preprocess());
  const SampleSet samples = data::pick_samples(open_samples(options.data), options.samples);

  const TemporaryFolder candidates;
  optimize::Outcome outcome;
  {
    ProgressBar bar;
    outcome = optimize::optimize(options.model, samples, candidates.path(), options.search,
                                 bar.callback());
  }
  const bool accepted = outcome.attempts[outcome.chosen].verdict.accepted;
  if (accepted || options.keep_rejected) Model::load(outcome.model).save(options.output);
  options.report.write(make_report(outcome, options));
  return accepted ? kDone : kNotAccepted;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "ONNX file, FP32")->required();
  app.add_option("-o,--output", options->output, "ONNX file to write")
      ->required()
      ->type_name("OUT");
  app.add_option("--data", options->data,
                 "Folder of samples: one sub-folder per class, or flat; some calibrate, the others "
                 "judge")
      ->required()
      ->type_name("DIR");
  app.add_flag("--keep-rejected", options->keep_rejected,
               "Write the best INT8 model even if it is not accepted");
  app.add_option("--samples", options->samples,
                 "Use at most so many samples, spread evenly (default: all)")
      ->type_name("N");
  app.add_option("--calibration-share", options->search.calibration_share,
                 "Share of the samples to calibrate on")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 0.99));
  app.add_option("--seed", options->search.seed, "Seed of the split of the samples")
      ->capture_default_str();
  app.add_option("--threads", options->search.compare.threads, "Threads of the runtime")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  add_runtime_option(
      app, options->search.compare.runtime,
      "for the INT8 models; auto tries both and tells the best. The model itself runs "
      "in ONNX Runtime");
  app.add_option("--seconds", options->search.compare.seconds,
                 "Time to spend on measuring the latency of each of the best recipes")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option_function<std::string>(
         "--time",
         [options](const std::string& text) { options->search.time_limit = parse_time(text); },
         "Try no more after that time and hand over the best so far, judged as always; one INT8 "
         "model is made at least (default: until all is tried)")
      ->type_name("SECONDS|5m");
  options->report.declare(app);
  options->verdict.declare(app);
  options->preprocess.declare(app);
  options->detections.declare(app);
  return [options] { return run(*options); };
}

}  // namespace

Command optimize_command() {
  return {"optimize",
          "Makes a model INT8 in every way that may pay, and keeps the best that is accepted",
          "sprint optimize model.onnx -o model.int8.onnx --data samples --html report.html",
          declare};
}

}  // namespace sprint::cli
