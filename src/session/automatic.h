// Models in Sprint's own engine as long as that runs them, else in ONNX Runtime.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "session/native.h"
#include "sprint/error.h"
#include "sprint/session.h"

namespace sprint::session {

// Begins with the native runtime. Where that refuses, when it is opened, for a shape or in a run,
// ONNX Runtime takes over for good, with the same inputs, and runtime() says why. Where both
// refuse, the Error names the words of both. Faults of the native runtime itself
// (ErrorCode::internal) count as refusals, too, and are called faults.
class AutomaticSession final : public Session {
 public:
  using OpenNative = std::function<std::unique_ptr<NativeSession>()>;
  using OpenOnnxRuntime = std::function<std::unique_ptr<Session>()>;

  // `name` of the model, with which messages of both begin. `onnxruntime` is kept until it is
  // called or no shape can come any more that the native runtime has not taken; what then fails
  // there is an Error.
  AutomaticSession(std::string name, const OpenNative& native, OpenOnnxRuntime onnxruntime);

  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  std::string runtime() const override;
  Runtime runtime_kind() const override { return session_->runtime_kind(); }
  std::vector<Tensor> run(std::span<const Tensor> inputs) override;
  void bind(std::span<const Tensor> inputs) override;
  void run_bound() override;
  std::vector<Tensor> results() override { return session_->results(); }
  std::span<std::byte> bound_input(size_t index) override { return session_->bound_input(index); }
  std::span<const std::byte> bound_output(size_t index) override {
    return session_->bound_output(index);
  }

 private:
  void fall_back(const Error& refusal);
  template <typename F>
  decltype(auto) in_onnxruntime(F&& f) const;
  std::vector<Tensor> bound_tensors();

  std::string name_;
  OpenOnnxRuntime open_onnxruntime_;
  std::unique_ptr<Session> session_;
  NativeSession* native_ = nullptr;  // session_, while it is native
  std::string refusal_;              // why it is not
  std::vector<TensorSpec> inputs_, outputs_;
  std::vector<std::vector<int64_t>> bound_dims_;
};

}  // namespace sprint::session
