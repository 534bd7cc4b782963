// A model that is compared with another.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sprint/compare.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint::verify {

// Loaded, and how samples enter it.
struct Subject {
  std::string path;
  Model model;
  SessionOptions options;
  std::unique_ptr<Session> session;
  Preprocess preprocess;

  std::vector<Tensor> inputs(const Sample& sample) const;
  // With the runtime that the session has come to.
  SessionOptions chosen_options() const;
  // Runs it on `inputs`; errors name the sample.
  std::vector<Tensor> run(const Sample& sample, const std::vector<Tensor>& inputs) const;
};

// Throws Error where the model does not open.
Subject open_subject(const std::string& path, Model model, const SessionOptions& options,
                     Preprocess preprocess);

// The spec that was asked for, else the model's own, else the other's: of a model and its quantized
// form often only the latter stores one.
Preprocess choose_preprocess(const Model& model, const Model& other,
                             const std::optional<Preprocess>& asked);

// Whether samples enter both models as the same tensors.
bool same_inputs(const Subject& a, const Subject& b);

// The samples of `set` that none of `models` was calibrated on, as their metadata says. Throws
// Error where none is left.
SampleSet held_out_samples(const SampleSet& set, std::span<const Model* const> models);

// Path, precision, runtime and size.
ModelFigures figures_of(const Subject& subject);

// Adds load time and memory, measured on `inputs` in a process of its own.
void add_process(ModelFigures& figures, const Subject& subject, const std::vector<Tensor>& inputs);

}  // namespace sprint::verify
