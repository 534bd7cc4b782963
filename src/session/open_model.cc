#include <utility>

#include "base/temporary_folder.h"
#include "load/load.h"
#include "save/save.h"
#include "session/native.h"
#include "session/onnxruntime.h"
#include "sprint/error.h"
#include "sprint/model.h"

namespace sprint {
namespace {

std::string model_name(const ir::Model& model) { return model.path.empty() ? "model" : model.path; }

// A model that came with external data may be too large for memory and for protobuf; ONNX Runtime
// reads it while it opens the session, so the files need not stay.
std::unique_ptr<Session> open_through_file(const ir::Model& model, const SessionOptions& options) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/model.onnx";
  save_model(model, path);
  return std::make_unique<session::OnnxRuntimeSession>(
      session::OnnxRuntimeFile{path, model_name(model), ""}, options);
}

// A session that tells why it is not native.
class SecondChoice final : public Session {
 public:
  SecondChoice(std::unique_ptr<Session> session, std::string reason)
      : session_(std::move(session)), reason_(std::move(reason)) {}

  const std::vector<TensorSpec>& inputs() const override { return session_->inputs(); }
  const std::vector<TensorSpec>& outputs() const override { return session_->outputs(); }
  std::string runtime() const override { return session_->runtime() + " (" + reason_ + ")"; }
  Runtime runtime_kind() const override { return session_->runtime_kind(); }
  std::vector<Tensor> run(std::span<const Tensor> inputs) override { return session_->run(inputs); }
  void bind(std::span<const Tensor> inputs) override { session_->bind(inputs); }
  void run_bound() override { session_->run_bound(); }
  std::vector<Tensor> results() override { return session_->results(); }
  std::span<std::byte> bound_input(size_t index) override { return session_->bound_input(index); }
  std::span<const std::byte> bound_output(size_t index) override {
    return session_->bound_output(index);
  }

 private:
  std::unique_ptr<Session> session_;
  std::string reason_;
};

// `source` is the path of `graph` or a Model of it.
template <typename Source>
std::unique_ptr<Session> open_automatic(const ir::Model& graph, const Source& source,
                                        SessionOptions options) {
  std::string reason;
  try {
    return std::make_unique<session::NativeSession>(graph, options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;
    reason = error.what();
  }
  options.runtime = Runtime::onnxruntime;
  return std::make_unique<SecondChoice>(open_session(source, options), std::move(reason));
}

}  // namespace

std::unique_ptr<Session> open_session(const Model& model, const SessionOptions& options) {
  const ir::Model& graph = model.ir();
  if (options.runtime == Runtime::automatic) return open_automatic(graph, model, options);
  if (options.runtime == Runtime::native) {
    return std::make_unique<session::NativeSession>(graph, options);
  }
  if (!graph.external_data.empty()) return open_through_file(graph, options);
  return std::make_unique<session::OnnxRuntimeSession>(serialize_model(graph), model_name(graph),
                                                       options);
}

std::unique_ptr<Session> open_session(const std::string& path, const SessionOptions& options) {
  if (options.runtime == Runtime::automatic) return open_automatic(load_model(path), path, options);
  if (options.runtime == Runtime::native) {
    return std::make_unique<session::NativeSession>(load_model(path), options);
  }
  return std::make_unique<session::OnnxRuntimeSession>(session::OnnxRuntimeFile{path, path, ""},
                                                       options);
}

}  // namespace sprint
