#include "session/automatic.h"

#include <cstring>
#include <utility>

#include "base/error.h"
#include "session/inputs.h"

namespace sprint::session {
namespace {

std::string without(const std::string& context, const std::string& text) {
  return text.starts_with(context + ": ") ? text.substr(context.size() + 2) : text;
}

}  // namespace

AutomaticSession::AutomaticSession(std::string name, const OpenNative& native,
                                   OpenOnnxRuntime onnxruntime)
    : name_(std::move(name)), open_onnxruntime_(std::move(onnxruntime)) {
  try {
    std::unique_ptr<NativeSession> opened = native();
    native_ = opened.get();
    session_ = std::move(opened);
  } catch (const Error& error) {
    fall_back(error);
  }
  inputs_ = session_->inputs();
  outputs_ = session_->outputs();
}

std::string AutomaticSession::runtime() const {
  return session_->runtime() + (refusal_.empty() ? "" : " (native: " + refusal_ + ")");
}

// The result of f(), to whose Error the words of the native runtime are added.
template <typename F>
decltype(auto) AutomaticSession::in_onnxruntime(F&& f) const {
  try {
    return std::forward<F>(f)();
  } catch (const Error& error) {
    if (refusal_.empty()) throw;
    throw Error(error.code(), fmt::format("{}; native: {}", error.what(), refusal_));
  }
}

void AutomaticSession::fall_back(const Error& refusal) {
  if (!open_onnxruntime_) throw Error(refusal);
  const bool fault = refusal.code() == ErrorCode::internal;
  refusal_ =
      (fault ? "a fault of Sprint, please report it: " : "") + without(name_, refusal.what());
  try {
    session_ = in_onnxruntime(open_onnxruntime_);
  } catch (const Error&) {
    refusal_.clear();
    throw;
  }
  native_ = nullptr;
  open_onnxruntime_ = nullptr;
}

std::vector<Tensor> AutomaticSession::bound_tensors() {
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    Tensor& tensor = tensors.emplace_back(inputs_[i].dtype, bound_dims_[i]);
    const std::span<const std::byte> bytes = session_->bound_input(i);
    if (!bytes.empty()) std::memcpy(tensor.data.data(), bytes.data(), bytes.size());
  }
  return tensors;
}

void AutomaticSession::bind(std::span<const Tensor> inputs) {
  // What fits no runtime is no refusal.
  with_context(name_, [&] { check_inputs(inputs_, inputs); });
  if (native_ != nullptr) {
    try {
      native_->bind(inputs);
      bound_dims_.clear();
      for (const Tensor& tensor : inputs) bound_dims_.push_back(tensor.dims);
      return;
    } catch (const Error& error) {
      fall_back(error);
    }
  }
  in_onnxruntime([&] { session_->bind(inputs); });
}

void AutomaticSession::run_bound() {
  if (native_ != nullptr) {
    try {
      native_->run_bound();
      if (native_->is_settled()) open_onnxruntime_ = nullptr;
      return;
    } catch (const Error& error) {
      const std::vector<Tensor> inputs = bound_tensors();
      fall_back(error);
      in_onnxruntime([&] { session_->bind(inputs); });
    }
  }
  in_onnxruntime([&] { session_->run_bound(); });
}

std::vector<Tensor> AutomaticSession::run(std::span<const Tensor> inputs) {
  if (native_ == nullptr) return in_onnxruntime([&] { return session_->run(inputs); });
  bind(inputs);
  run_bound();
  return results();
}

}  // namespace sprint::session
