// Runs a model: the same interface for every runtime.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sprint/tensor.h"

namespace sprint {

class Model;

// What a model takes or gives under one name. A dimension below 0 is open: the sample decides.
struct TensorSpec {
  std::string name;
  DType dtype = DType::undefined;
  std::vector<int64_t> dims;
};

enum class Runtime {
  onnxruntime,  // ONNX Runtime: every operator
  native,       // Sprint's own engine: fast, small, on one thread; docs/engine.md lists operators
  automatic,    // native as long as it runs the model, from then on ONNX Runtime
};

// "onnxruntime", "native", "auto".
std::string runtime_name(Runtime runtime);
// Throws Error{usage} naming the runtimes where `name` is none.
Runtime parse_runtime(const std::string& name);

struct SessionOptions {
  Runtime runtime = Runtime::automatic;
  int threads = 1;
  // ONNX Runtime's graph optimizations; off: operators run as written, and every intermediate value
  // can be an output.
  bool optimize = true;
};

// A loaded model. Not for use by two threads at once.
class Session {
 public:
  virtual ~Session() = default;
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual const std::vector<TensorSpec>& inputs() const = 0;
  virtual const std::vector<TensorSpec>& outputs() const = 0;
  // "onnxruntime 1.30.0", "native 0.1.0 (avx512_vnni)"; what automatic chose says why it is not
  // native: "onnxruntime 1.30.0 (native: node 'c0' (Conv): ...)". Opening, bind and a run may
  // change what automatic chose, once: where the native runtime refuses the model, a shape or a
  // run.
  virtual std::string runtime() const = 0;
  // Which of the two it is now; never automatic.
  virtual Runtime runtime_kind() const = 0;

  // Runs the model on one tensor per input, in the order of inputs(); returns one per output, in
  // the order of outputs(). Throws Error naming the input where a type or shape does not fit, or
  // with the runtime's words where it fails.
  virtual std::vector<Tensor> run(std::span<const Tensor> inputs) = 0;

  // For timing and loops: bind copies the inputs once, run_bound runs on them as often as asked;
  // results() reads the outputs of the last run_bound.
  virtual void bind(std::span<const Tensor> inputs) = 0;
  virtual void run_bound() = 0;
  virtual std::vector<Tensor> results() = 0;

  // The same without copies: the bytes of an input, which may be written between a bind and a run
  // of it, and of an output as the last run_bound left them. Valid until the next bind or run.
  virtual std::span<std::byte> bound_input(size_t index) = 0;
  virtual std::span<const std::byte> bound_output(size_t index) = 0;
};

// Loads the ONNX file at `path` for running. Throws Error naming the file where it does not load,
// and the script to run where ONNX Runtime's library is missing.
std::unique_ptr<Session> open_session(const std::string& path, const SessionOptions& options = {});

// The same for a model in memory.
std::unique_ptr<Session> open_session(const Model& model, const SessionOptions& options = {});

}  // namespace sprint
