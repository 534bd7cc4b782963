// sprint compare: two models side by side, and the verdict.
#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/detections_option.h"
#include "cli/file_plan.h"
#include "cli/preprocess_options.h"
#include "cli/progress.h"
#include "cli/report_output.h"
#include "cli/runtime_option.h"
#include "cli/verdict_options.h"
#include "sprint/model.h"
#include "verify/machine.h"

namespace sprint::cli {
namespace {

struct Options {
  std::string base, candidate, data;
  CompareOptions compare;
  VerdictOptions verdict;
  PreprocessOptions preprocess;
  DetectionsOption detections;
  ReportOutput output;
};

void check_files(const Options& options) {
  FilePlan plan;
  plan.reads_model("the base", options.base);
  plan.reads_model("the candidate", options.candidate);
  plan.reads("the sample", options.data);
  options.detections.add_to(plan);
  options.output.add_to(plan);
  plan.check();
}

int run(Options& options) {
  const Requirements requirements = options.verdict.requirements();
  check_files(options);
  options.verdict.apply(options.compare);
  options.compare.detections = options.detections.json();
  if (options.preprocess.typed())
    options.compare.preprocess =
        options.preprocess.over(Model::load(options.candidate).preprocess());

  report::Report report;
  report.requirements = requirements;
  {
    ProgressBar bar;
    report.comparison = compare(options.base, options.candidate, open_samples(options.data),
                                options.compare, bar.callback());
  }
  report.verdict = judge(report.comparison, requirements);
  report.machine = verify::describe_machine();
  report.options = options.verdict.described();
  report.options.emplace_back("threads", fmt::format("{}", options.compare.threads));
  report.options.emplace_back("seconds", fmt::format("{}", options.compare.seconds));
  options.output.write(report);
  return report.verdict.accepted ? kDone : kNotAccepted;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("base", options->base, "ONNX file, usually FP32")->required();
  app.add_option("candidate", options->candidate, "ONNX file that may replace it")->required();
  app.add_option("--data", options->data,
                 "Folder of samples: one sub-folder per class, or flat; those that the candidate "
                 "was calibrated on are left out")
      ->required()
      ->type_name("DIR");
  app.add_option("--samples", options->compare.max_samples,
                 "Judge at most so many samples, spread evenly (default: all)")
      ->type_name("N");
  app.add_option("--threads", options->compare.threads, "Threads of the runtime")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  add_runtime_option(app, options->compare.runtime,
                     "for the candidate; the base runs in ONNX Runtime");
  app.add_option("--seconds", options->compare.seconds, "Time to spend on measuring latency")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  options->output.declare(app);
  options->verdict.declare(app);
  options->preprocess.declare(app);
  options->detections.declare(app);
  return [options] { return run(*options); };
}

}  // namespace

Command compare_command() {
  return {"compare",
          "Sets two models side by side and says whether the second may replace the first",
          "sprint compare model.onnx model.int8.onnx --data samples --html report.html", declare};
}

}  // namespace sprint::cli
