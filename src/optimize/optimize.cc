#include "optimize/optimize.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "data/pick_samples.h"
#include "optimize/candidates.h"
#include "optimize/measurements.h"
#include "optimize/rank.h"
#include "optimize/recipe.h"
#include "optimize/work.h"
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

// When to stop trying more.
class Deadline {
 public:
  explicit Deadline(std::optional<double> limit) : limit_(limit) {}

  // Whether work that takes about `seconds` would end too late.
  bool forbids(double seconds) const { return limit_ && elapsed() + seconds > *limit_; }
  double elapsed() const {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start_;
    return time.count();
  }

 private:
  std::optional<double> limit_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Search {
 public:
  Search(std::string base, const SampleSet& set, std::string folder, const OptimizeOptions& options,
         const Progress& progress)
      : path_(std::move(base)),
        set_(set),
        folder_(std::move(folder)),
        options_(options),
        progress_(progress),
        deadline_(options.time_limit) {}

  Outcome run() {
    prepare_search();
    try_recipes();
    measure_finalists();
    return finish();
  }

 private:
  // With the preprocess spec and the detections that were asked for.
  Model described_model() const {
    Model model = Model::load(path_);
    const CompareOptions& asked = options_.compare;
    if (asked.preprocess) model = model.with_preprocess(*asked.preprocess);
    return asked.detections.empty() ? model : model.with_detections(asked.detections);
  }

  // The source of all candidates, and the base open on the samples that they are judged on.
  void prepare_search() {
    const Split split = split_samples(set_, options_.calibration_share, options_.seed);
    const Model model = described_model();
    source_ = make_source(model, split.calibration, progress_);
    const Model prepared(std::make_shared<const ir::Model>(source_.prepared));
    const Model* const models[] = {&model, &prepared};
    SampleSet held_out = verify::held_out_samples(set_, models);
    const size_t left_out = set_.samples.size() - held_out.samples.size();
    base_.emplace(path_, model, options_.compare.threads, model.preprocess(), std::move(held_out),
                  left_out);
    measurements_.emplace(*base_, MeasurementOptions{options_.requirements, options_.compare,
                                                     options_.screen_seconds, screened_samples()});
    run_base();
  }

  // Now, so that what is wrong with the base or a sample is not taken for a candidate's fault.
  void run_base() {
    const SampleSet samples = data::pick_samples(base_->samples(), screened_samples());
    for (size_t i = 0; i < samples.samples.size(); ++i) {
      tell("base", i, samples.samples.size());
      base_->outputs(samples.samples[i]);
    }
    tell("base", samples.samples.size(), samples.samples.size());
  }

  // How many, of the held-out ones, every attempt is judged on; 0: all.
  size_t screened_samples() {
    std::vector<std::vector<int64_t>> dims;
    for (const Tensor& input : base_->inputs(base_->first())) dims.push_back(input.dims);
    const double samples =
        kScreenedMultiplications / std::max(multiplications(source_.prepared, dims), 1.0);
    return samples >= static_cast<double>(base_->samples().samples.size())
               ? options_.compare.max_samples
               : std::max(kLeastScreened, static_cast<size_t>(samples));
  }

  void try_recipes() {
    const std::vector<Recipe> recipes = all_recipes();
    double longest = 0;
    for (size_t i = 0; i < recipes.size(); ++i) {
      tell("recipes", i, recipes.size());
      const double start = deadline_.elapsed();
      if (has_judged() && deadline_.forbids(longest + longest_measurement())) {
        leave(recipes[i]);
        continue;
      }
      try_recipe(recipes[i], fmt::format("{}/{}.onnx", folder_, i));
      longest = std::max(longest, deadline_.elapsed() - start);
    }
    tell("recipes", recipes.size(), recipes.size());
    rank(outcome_.attempts);
  }

  // Writes the model of a recipe, runs it in ONNX Runtime, since that shows that it is sound ONNX,
  // and screens it in every runtime that was asked for.
  void try_recipe(const Recipe& recipe, const std::string& file) {
    ir::Model model;
    const std::string unsound = failure_of(file, [&] {
      model = make_candidate(source_, recipe);
      save_model(model, file);
      run_in_worker(file, Runtime::onnxruntime);
    });
    for (const Runtime runtime : runtimes()) {
      Attempt& attempt = add_attempt(recipe, runtime);
      attempt.failure = unsound;
      if (!unsound.empty()) break;
      attempt.failure = failure_of(file, [&] {
        if (runtime == Runtime::native) run_in_worker(file, runtime);
        candidates_[attempt.preference] = {file, fingerprint(model, runtime)};
        measurements_->screen(attempt, candidates_.at(attempt.preference));
      });
    }
  }

  void leave(const Recipe& recipe) {
    for (const Runtime runtime : runtimes()) {
      Attempt& attempt = add_attempt(recipe, runtime);
      attempt.tried = false;
      attempt.failure = "not tried: the time was up";
    }
  }

  Attempt& add_attempt(const Recipe& recipe, Runtime runtime) {
    Attempt& attempt = outcome_.attempts.emplace_back();
    attempt.recipe = recipe.name;
    attempt.runtime = runtime;
    attempt.preference = outcome_.attempts.size() - 1;
    attempt.quantized = recipe.options.has_value();
    return attempt;
  }

  // In the order in which they are preferred.
  std::vector<Runtime> runtimes() const {
    if (options_.compare.runtime != Runtime::automatic) return {options_.compare.runtime};
    if (options_.compare.threads > 1) return {Runtime::onnxruntime};
    return {Runtime::native, Runtime::onnxruntime};
  }

  bool has_judged() const {
    return std::ranges::any_of(outcome_.attempts, [](const Attempt& attempt) {
      return attempt.quantized && attempt.failure.empty();
    });
  }

  // The best few, and as many more as it takes to find one that is accepted among those that looked
  // like it. Of those that compute the same, only the best can be chosen.
  void measure_finalists() {
    size_t measured = 0;
    bool accepted = false;
    std::set<std::pair<Runtime, uint64_t>> programs;
    for (Attempt& attempt : outcome_.attempts) {
      if (!attempt.failure.empty() || !attempt.quantized) continue;
      if (measured >= options_.finalists && (accepted || count_missed(attempt) > 0)) break;
      if (measured > 0 && deadline_.forbids(longest_measurement())) break;
      const Candidate& candidate = candidates_.at(attempt.preference);
      if (!programs.emplace(attempt.runtime, candidate.fingerprint.program).second) continue;
      tell("finalists", measured, std::max(measured + 1, options_.finalists));
      const double start = deadline_.elapsed();
      attempt.failure =
          failure_of(candidate.file, [&] { measurements_->measure(attempt, candidate); });
      measured_seconds_ = std::max(measured_seconds_, deadline_.elapsed() - start);
      accepted = accepted || (attempt.failure.empty() && attempt.verdict.accepted);
      ++measured;
    }
    if (!accepted) measure_float();
    rank(outcome_.attempts);
  }

  // The prepared float model, where it may be what is left to offer.
  void measure_float() {
    for (Attempt& attempt : outcome_.attempts) {
      if (attempt.quantized || !attempt.failure.empty() || misses(attempt, Criterion::speed) ||
          deadline_.forbids(longest_measurement()))
        continue;
      const Candidate& candidate = candidates_.at(attempt.preference);
      attempt.failure =
          failure_of(candidate.file, [&] { measurements_->measure(attempt, candidate); });
    }
  }

  // About, in seconds: of one finalist.
  double longest_measurement() const {
    return std::max(measured_seconds_, options_.compare.seconds);
  }

  Outcome finish() {
    const auto chosen = std::ranges::find_if(outcome_.attempts, [](const Attempt& attempt) {
      return attempt.quantized && attempt.failure.empty();
    });
    if (chosen == outcome_.attempts.end())
      fail("{}: no recipe gives a model that can be judged: {}", path_,
           std::ranges::find(outcome_.attempts, true, &Attempt::quantized)->failure);
    outcome_.chosen = static_cast<size_t>(chosen - outcome_.attempts.begin());
    outcome_.model = candidates_.at(chosen->preference).file;
    return std::move(outcome_);
  }

  // Runs `file` on the first sample where no crash reaches this process.
  void run_in_worker(const std::string& file, Runtime runtime) {
    session::WorkerTask task;
    task.model = file;
    task.inputs = base_->inputs(base_->first());
    task.options.runtime = runtime;
    task.options.threads = options_.compare.threads;
    session::run_worker(task);
  }

  void tell(const char* stage, size_t done, size_t total) const {
    if (progress_) progress_(stage, done, total);
  }

  const std::string path_;
  const SampleSet& set_;
  const std::string folder_;
  const OptimizeOptions& options_;
  const Progress& progress_;
  const Deadline deadline_;
  Source source_;
  std::optional<verify::OpenBase> base_;
  std::optional<Measurements> measurements_;
  std::map<size_t, Candidate> candidates_;  // by preference, which is unique
  double measured_seconds_ = 0;             // of the longest finalist so far
  Outcome outcome_;
};

}  // namespace

Outcome optimize(const std::string& path, const SampleSet& set, const std::string& folder,
                 const OptimizeOptions& options, const Progress& progress) {
  return Search(path, set, folder, options, progress).run();
}

}  // namespace sprint::optimize
