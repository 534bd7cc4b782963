#include "optimize/optimize.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "optimize/candidates.h"
#include "optimize/rank.h"
#include "optimize/recipe.h"
#include "save/save.h"
#include "session/worker.h"
#include "sprint/model.h"
#include "verify/open_base.h"

namespace sprint::optimize {
namespace {

// What `action` throws because of the model in `file`, which nobody will see and so is not named;
// empty where it ends well.
template <typename Action>
std::string failure_of(const std::string& file, const Action& action) {
  try {
    action();
    return "";
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;
    const std::string message = error.what();
    return message.starts_with(file + ": ") ? message.substr(file.size() + 2) : message;
  }
}

class Search {
 public:
  Search(std::string base, const SampleSet& set, std::string folder, const OptimizeOptions& options,
         const Progress& progress)
      : base_(std::move(base)),
        set_(set),
        folder_(std::move(folder)),
        options_(options),
        progress_(progress) {}

  Outcome run() {
    make_files();
    open_base();
    screen();
    measure_finalists();
    return finish();
  }

 private:
  // Writes the model of every recipe that gives one which runs in ONNX Runtime, and so is sound
  // ONNX, and attempts it in every runtime that was asked for.
  void make_files() {
    const Split split = split_samples(set_, options_.calibration_share, options_.seed);
    const Source source = make_source(base_model(), split.calibration, progress_);
    const std::vector<Recipe> recipes = all_recipes();
    for (size_t i = 0; i < recipes.size(); ++i) {
      tell("quantize", i, recipes.size());
      const std::string file = fmt::format("{}/{}.onnx", folder_, i);
      const std::string unsound = failure_of(file, [&] {
        save_model(make_candidate(source, recipes[i]), file);
        run_in_worker(file, source.prepared, Runtime::onnxruntime);
      });
      for (const Runtime runtime : runtimes()) {
        Attempt& attempt = outcome_.attempts.emplace_back();
        attempt.recipe = recipes[i].name;
        attempt.runtime = runtime;
        attempt.quantized = recipes[i].options.has_value();
        attempt.failure = unsound;
        if (!unsound.empty()) break;
        if (runtime == Runtime::native)
          attempt.failure =
              failure_of(file, [&] { run_in_worker(file, source.prepared, runtime); });
      }
      files_[recipes[i].name] = file;
    }
    tell("quantize", recipes.size(), recipes.size());
  }

  // In the order in which attempts are made.
  std::vector<Runtime> runtimes() const {
    if (options_.compare.runtime != Runtime::automatic) return {options_.compare.runtime};
    if (options_.compare.threads > 1) return {Runtime::onnxruntime};
    return {Runtime::onnxruntime, Runtime::native};
  }

  // All candidates are judged on the same samples: what the first of them was not calibrated on.
  void open_base() {
    const auto made =
        std::ranges::find_if(outcome_.attempts, &std::string::empty, &Attempt::failure);
    if (made == outcome_.attempts.end())
      fail("{}: no recipe gives a model that runs: {}", base_, outcome_.attempts.back().failure);
    const Model model = base_model(), candidate = Model::load(files_.at(made->recipe));
    const Model* const models[] = {&model, &candidate};
    SampleSet held_out = verify::held_out_samples(set_, models);
    const size_t left_out = set_.samples.size() - held_out.samples.size();
    opened_.emplace(base_, model, options_.compare.threads, model.preprocess(), std::move(held_out),
                    left_out);
  }

  void screen() {
    CompareOptions brief = options_.compare;
    brief.seconds = options_.screen_seconds;
    brief.max_samples = screened_samples();
    brief.processes = brief.profile = false;
    for (size_t i = 0; i < outcome_.attempts.size(); ++i) {
      tell("screen", i, outcome_.attempts.size());
      measure(outcome_.attempts[i], brief);
    }
    tell("screen", outcome_.attempts.size(), outcome_.attempts.size());
    rank(outcome_.attempts);
  }

  // The best few, and as many more as it takes to find one that is accepted among those that looked
  // like it.
  void measure_finalists() {
    size_t measured = 0;
    bool accepted = false;
    for (Attempt& attempt : outcome_.attempts) {
      if (!attempt.failure.empty() || !attempt.quantized) continue;
      if (measured >= options_.finalists && (accepted || !attempt.verdict.accepted)) break;
      tell("measure", measured, std::max(measured + 1, options_.finalists));
      attempt.thorough = true;
      measure(attempt, options_.compare);
      accepted = accepted || attempt.verdict.accepted;
      ++measured;
    }
    rank(outcome_.attempts);
  }

  Outcome finish() {
    const auto chosen = std::ranges::find_if(outcome_.attempts, [](const Attempt& attempt) {
      return attempt.quantized && attempt.failure.empty();
    });
    if (chosen == outcome_.attempts.end())
      fail("{}: no recipe gives a model that runs: {}", base_, outcome_.attempts.back().failure);
    outcome_.chosen = static_cast<size_t>(chosen - outcome_.attempts.begin());
    outcome_.model = files_.at(chosen->recipe);
    return std::move(outcome_);
  }

  void measure(Attempt& attempt, CompareOptions options) {
    if (!attempt.failure.empty()) return;
    options.runtime = attempt.runtime;
    attempt.comparison = verify::compare_with(*opened_, files_.at(attempt.recipe), options);
    attempt.verdict = judge(attempt.comparison, without_memory(options));
  }

  // Memory is not measured while screening, so nothing can miss it.
  Requirements without_memory(const CompareOptions& options) const {
    Requirements requirements = options_.requirements;
    if (!options.processes) std::erase(requirements.required, Criterion::memory);
    return requirements;
  }

  // As many as the base can run in the time for screening.
  size_t screened_samples() const {
    const double time = run_in_worker(base_, base_model().ir(), Runtime::onnxruntime).first_run_us;
    const double samples = options_.screen_quality_seconds * 1e6 / std::max(time, 1.0);
    return std::max(kLeastScreened, static_cast<size_t>(samples));
  }

  // The base with the preprocess spec that was asked for.
  Model base_model() const {
    const Model model = Model::load(base_);
    return options_.compare.preprocess ? model.with_preprocess(*options_.compare.preprocess)
                                       : model;
  }

  // Runs `file` on the first sample, prepared for `model`, where no crash reaches this process.
  session::WorkerReport run_in_worker(const std::string& file, const ir::Model& model,
                                      Runtime runtime) const {
    const Model described(std::make_shared<const ir::Model>(model));
    session::WorkerTask task;
    task.model = file;
    task.inputs = load_sample(set_.samples.front(), described.preprocess(), described.inputs());
    task.options.runtime = runtime;
    task.options.threads = options_.compare.threads;
    return session::run_worker(task);
  }

  void tell(const char* stage, size_t done, size_t total) const {
    if (progress_) progress_(stage, done, total);
  }

  const std::string base_;
  const SampleSet& set_;
  const std::string folder_;
  const OptimizeOptions& options_;
  const Progress& progress_;
  std::map<std::string, std::string> files_;  // by recipe
  std::optional<verify::OpenBase> opened_;
  Outcome outcome_;
};

}  // namespace

Outcome optimize(const std::string& path, const SampleSet& set, const std::string& folder,
                 const OptimizeOptions& options, const Progress& progress) {
  return Search(path, set, folder, options, progress).run();
}

}  // namespace sprint::optimize
