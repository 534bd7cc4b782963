// Models in ONNX Runtime, on the CPU.
#pragma once

#include <string>
#include <string_view>

#include "session/onnxruntime_library.h"
#include "sprint/session.h"

namespace sprint::session {

struct OnnxRuntimeFile {
  std::string path;
  std::string name;            // for messages
  std::string profile_prefix;  // unless empty, every run is recorded for end_profiling()
};

class OnnxRuntimeSession final : public Session {
 public:
  OnnxRuntimeSession(const OnnxRuntimeFile& file, const SessionOptions& options);
  // Loads a serialized model without external data; `name` is for messages.
  OnnxRuntimeSession(std::string_view bytes, std::string name, const SessionOptions& options);

  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  std::string runtime() const override;
  Runtime runtime_kind() const override { return Runtime::onnxruntime; }
  std::vector<Tensor> run(std::span<const Tensor> inputs) override;
  void bind(std::span<const Tensor> inputs) override;
  void run_bound() override;
  std::vector<Tensor> results() override;
  std::span<std::byte> bound_input(size_t index) override { return bound_.at(index).data; }
  std::span<const std::byte> bound_output(size_t index) override;

  // Ends recording and returns the path of ONNX Runtime's trace (JSON, Chrome's trace format).
  std::string end_profiling();

 private:
  void describe();
  std::vector<ValueHandle> output_values();
  const OrtRunOptions* options_for(std::span<const Tensor> inputs);
  std::vector<ValueHandle> input_values(std::span<const Tensor> inputs) const;

  std::string name_;
  SessionHandle session_;
  std::vector<TensorSpec> inputs_, outputs_;
  std::vector<const char*> input_names_, output_names_;  // views of the specs' names
  MemoryInfoHandle memory_;
  RunOptionsHandle run_options_;
  RunOptionsHandle shrinking_;                   // gives the arena's memory back after the run
  std::vector<std::vector<int64_t>> last_dims_;  // of the inputs of the last run()
  std::vector<Tensor> bound_;                    // what the values in binding_ point to
  BindingHandle binding_;
};

}  // namespace sprint::session
