#include "calibrate/observe.h"

#include <cmath>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint::calibrate {
namespace {

using IdsByName = std::unordered_map<std::string_view, ir::ValueId>;

// The model with the wanted tensors as outputs too.
ir::Model with_outputs(ir::Model model, std::span<const std::string> names) {
  ir::Graph& graph = model.graph;
  IdsByName ids, known;
  for (size_t i = 0; i < graph.values.size(); ++i) {
    ids.emplace(graph.values[i].name, static_cast<ir::ValueId>(i));
  }
  for (const ir::ValueId id : graph.inputs) known.emplace(graph[id].name, id);
  for (const ir::ValueId id : graph.outputs) known.emplace(graph[id].name, id);
  for (const std::string& name : names) {
    const auto found = ids.find(name);
    if (found == ids.end()) fail("tensor '{}': is not in the graph", name);
    if (known.emplace(found->first, found->second).second) graph.outputs.push_back(found->second);
  }
  return model;
}

// The tensors of one run by their names.
class RunTensors {
 public:
  RunTensors(const Session& session, const std::vector<Tensor>& inputs,
             const std::vector<Tensor>& outputs) {
    for (size_t i = 0; i < inputs.size(); ++i) add(session.inputs()[i], inputs[i]);
    for (size_t i = 0; i < outputs.size(); ++i) add(session.outputs()[i], outputs[i]);
  }

  std::span<const float> floats(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) fail("is neither input nor output of the session");
    if (found->second->dtype != DType::float32) {
      fail("expected float32, got {}", dtype_name(found->second->dtype));
    }
    return found->second->as<float>();
  }

 private:
  void add(const TensorSpec& spec, const Tensor& tensor) { tensors_.emplace(spec.name, &tensor); }

  std::unordered_map<std::string_view, const Tensor*> tensors_;
};

std::unique_ptr<Session> open_observed(const ir::Model& model, std::span<const std::string> names) {
  const SessionOptions options{.runtime = Runtime::onnxruntime, .optimize = false};
  return open_session(Model(std::make_shared<ir::Model>(with_outputs(model, names))), options);
}

// A NaN in an input is a fault of the sample; one that the model makes itself is the model's.
void check_inputs(const Session& session, const std::vector<Tensor>& inputs, size_t sample) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].dtype != DType::float32) continue;
    for (const float value : inputs[i].as<float>()) {
      if (!std::isnan(value)) continue;
      fail("sample {}: input '{}': holds a NaN", sample, session.inputs()[i].name);
    }
  }
}

using SampleFor = std::function<std::vector<Tensor>(size_t index, const Session& session)>;

Observations observe_session(Session& session, std::span<const std::string> names, size_t count,
                             const SampleFor& sample, const Progress& progress) {
  if (count == 0) fail("no samples to calibrate on");
  Observations observations;
  for (; observations.samples < count; ++observations.samples) {
    if (progress) progress("calibrate", observations.samples, count);
    const std::vector<Tensor> inputs = sample(observations.samples, session);
    check_inputs(session, inputs, observations.samples);
    const std::vector<Tensor> outputs = session.run(inputs);
    const RunTensors tensors(session, inputs, outputs);
    for (const std::string& name : names) {
      with_context(fmt::format("sample {}: tensor '{}'", observations.samples, name),
                   [&] { observations.tensors[name].add(tensors.floats(name)); });
    }
  }
  if (progress) progress("calibrate", count, count);
  return observations;
}

}  // namespace

Observations observe(const ir::Model& model, std::span<const std::string> names, size_t count,
                     const SampleAt& sample, const Progress& progress) {
  const std::unique_ptr<Session> session = open_observed(model, names);
  return observe_session(
      *session, names, count, [&](size_t index, const Session&) { return sample(index); },
      progress);
}

Observations observe(const ir::Model& model, std::span<const std::string> names,
                     const SampleSet& set, const Preprocess& spec, const Progress& progress) {
  const std::unique_ptr<Session> session = open_observed(model, names);
  return observe_session(
      *session, names, set.samples.size(),
      [&](size_t index, const Session& opened) {
        return load_sample(set.samples[index], spec, opened.inputs());
      },
      progress);
}

}  // namespace sprint::calibrate
