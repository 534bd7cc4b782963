// The one exception type of Sprint: what went wrong, where, and what to do about it.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace sprint {

enum class ErrorCode {
  internal,   // a fault of Sprint itself
  usage,      // an option or setting that cannot be
  bad_input,  // a file, model, sample or environment that cannot be worked with
};

// Thrown by every function of the library that can fail. what() reads "context: ...: message",
// outermost context first, for example "model.onnx: node 'conv1' (Conv): expected a weight of rank
// 3 or more, got rank 1".
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message) : code_(code), text_(std::move(message)) {}

  ErrorCode code() const noexcept { return code_; }
  const char* what() const noexcept override { return text_.c_str(); }

  // Puts a context (file, node, tensor) in front of the text; returns *this so that a catch block
  // can `throw`.
  Error& in(std::string_view context) {
    text_.insert(0, ": ").insert(0, context);
    return *this;
  }

 private:
  ErrorCode code_;
  std::string text_;
};

}  // namespace sprint
