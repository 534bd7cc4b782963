#include "verify/open_base.h"

namespace sprint::verify {

OpenBase::OpenBase(const std::string& path, Model model, int threads, Preprocess preprocess,
                   SampleSet samples, size_t left_out)
    : subject_(open_subject(path, std::move(model),
                            {.runtime = Runtime::onnxruntime, .threads = threads},
                            std::move(preprocess))),
      samples_(std::move(samples)),
      left_out_(left_out) {}

const std::vector<Tensor>& OpenBase::inputs(const Sample& sample) {
  if (loaded_.first != sample.path) loaded_ = {sample.path, subject_.inputs(sample)};
  return loaded_.second;
}

std::vector<Tensor> OpenBase::outputs(const Sample& sample) {
  if (std::optional<std::vector<Tensor>> kept = outputs_.find(sample.path)) return *std::move(kept);
  std::vector<Tensor> outputs = subject_.run(sample, inputs(sample));
  outputs_.keep(sample.path, outputs);
  return outputs;
}

Session& OpenBase::bound() {
  if (!bound_) subject_.session->bind(inputs(first()));
  bound_ = true;
  return *subject_.session;
}

const ModelFigures& OpenBase::process() {
  if (!process_) {
    process_ = figures_of(subject_);
    add_process(*process_, subject_, inputs(first()));
  }
  return *process_;
}

const std::vector<session::OperatorProfile>& OpenBase::profile() {
  if (!profile_)
    profile_ = session::profile_operators(subject_.path, inputs(first()), subject_.options);
  return *profile_;
}

}  // namespace sprint::verify
