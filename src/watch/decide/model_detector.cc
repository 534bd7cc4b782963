#include "watch/decide/model_detector.h"

#include <chrono>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "data/preprocess_key.h"
#include "ir/model.h"
#include "session/read_model.h"
#include "sprint/model.h"

namespace sprint::watch {
namespace {

const TensorSpec& only_input(const Session& session) {
  if (session.inputs().size() != 1) {
    fail("takes {} inputs, expected one: a picture", session.inputs().size());
  }
  return session.inputs().front();
}

Preprocess preprocess_of(const Model& model, const TensorSpec& input) {
  const bool stored = ir::find_metadata(model.ir(), data::kPreprocessKey) != nullptr;
  return stored ? model.preprocess() : default_preprocess(input);
}

}  // namespace

ModelDetector::ModelDetector(const ModelChoice& choice) : choice_(choice) {
  const auto begin = std::chrono::steady_clock::now();
  const Model model = session::read_model(choice.path);
  session_ = open_session(model, choice.session);
  const TensorSpec& taken = with_context(
      choice.path, [&]() -> auto& { return only_input(*session_); });
  const Preprocess spec = preprocess_of(model, taken);
  preprocessor_ =
      with_context(choice.path, [&] { return std::make_unique<Preprocessor>(spec, taken); });
  const TensorSpec& input = preprocessor_->output();
  session_->bind(std::vector{Tensor(input.dtype, input.dims)});
  session_->run_bound();
  const std::vector<Tensor> outputs = session_->results();
  const std::vector<std::string> names = model.labels();
  scores_ = with_context(choice.path, [&] {
    return std::make_unique<ClassScores>(model.ir().graph, names, outputs, choice.active_label);
  });
  std::error_code ignored;
  const auto size = std::filesystem::file_size(choice.path, ignored);
  figures_ = {choice.path, std::chrono::steady_clock::now() - begin,
              ignored ? 0 : static_cast<int64_t>(size)};
}

double ModelDetector::probability(const Image& frame) {
  preprocessor_->run(frame, session_->bound_input(0));
  session_->run_bound();
  return scores_->probability(session_->bound_output(scores_->output()));
}

Detection ModelDetector::detect(const Image& frame) {
  const double active = probability(frame);
  if (active >= choice_.threshold) return {true, active};
  return {false, 1 - active};
}

std::string ModelDetector::describe() const {
  return fmt::format("model {} on {}", std::filesystem::path(choice_.path).filename().string(),
                     session_->runtime());
}

}  // namespace sprint::watch
