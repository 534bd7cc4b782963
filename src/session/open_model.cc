#include <utility>

#include "base/temporary_folder.h"
#include "load/load.h"
#include "save/save.h"
#include "session/automatic.h"
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

// `source` is the path of `graph` or a Model of it.
template <typename Source>
std::unique_ptr<Session> open_automatic(const ir::Model& graph, const Source& source,
                                        SessionOptions options) {
  const auto native = [&] { return std::make_unique<session::NativeSession>(graph, options); };
  options.runtime = Runtime::onnxruntime;
  return std::make_unique<session::AutomaticSession>(
      model_name(graph), native, [source, options] { return open_session(source, options); });
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
