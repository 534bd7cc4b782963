#include "save/save.h"

#include <filesystem>
#include <limits>

#include "base/atomic_file.h"
#include "base/error.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/external_sink.h"
#include "save/graph.h"
#include "save/metadata.h"

namespace sprint {
namespace {

using onnx::FieldWriter;
using onnx::ModelField;
using onnx::Pieces;

constexpr size_t kProtobufLimit = std::numeric_limits<int32_t>::max();

Pieces opset_message(const ir::OpsetImport& opset) {
  FieldWriter writer(opset.extra);
  writer.text(onnx::OperatorSetIdField::domain, opset.domain);
  writer.integer(onnx::OperatorSetIdField::version, opset.version);
  return writer.finish();
}

Pieces model_message(const ir::Model& model, ExternalSink* sink) {
  FieldWriter writer(model.extra);
  writer.integer(ModelField::ir_version, model.ir_version);
  writer.text(ModelField::producer_name, model.producer_name);
  writer.text(ModelField::producer_version, model.producer_version);
  writer.text(ModelField::domain, model.domain);
  writer.integer(ModelField::model_version, model.model_version);
  writer.text(ModelField::doc_string, model.doc_string);
  writer.add_message(ModelField::graph, graph_message(model.graph, sink));
  for (const ir::OpsetImport& opset : model.opsets)
    writer.add_message(ModelField::opset_import, opset_message(opset));
  add_entries(ModelField::metadata_props, model.metadata, writer);
  for (const ir::Function& function : model.functions)
    writer.add_bytes(ModelField::functions, function.source);
  return writer.finish();
}

void check_not_an_input(const ir::Model& model, const std::string& path) {
  const auto is = [&](const std::string& input) {
    std::error_code none;
    return !input.empty() && std::filesystem::equivalent(path, input, none);
  };
  if (is(model.path)) fail("{}: is the model's own file; write to another one", path);
  for (const std::string& input : model.external_data) {
    if (is(input)) fail("{}: keeps the weights of {}; write to another file", path, model.path);
  }
}

void write(const Pieces& message, AtomicFile& file) {
  message.for_each([&](const Bytes& piece) { write_released(file, piece); });
}

void save_whole(const Pieces& message, const std::string& path) {
  AtomicFile file(path);
  write(message, file);
  file.commit();
}

void save_with_data(const ir::Model& model, const std::string& path) {
  check_not_an_input(model, path + ".data");
  ExternalSink sink(path);
  const Pieces message = model_message(model, &sink);
  if (message.size() > kProtobufLimit)
    fail("{}: takes {} bytes besides its initializers, over the 2 GB of protobuf", path,
         message.size());
  AtomicFile file(path);
  write(message, file);
  file.sync();
  sink.file().commit();
  file.commit();
}

}  // namespace

bool needs_external_data(const ir::Model& model, size_t serialized_size) {
  return !model.external_data.empty() || serialized_size > kProtobufLimit;
}

void save_model(const ir::Model& model, const std::string& path, ExternalData external) {
  check_not_an_input(model, path);
  if (external == ExternalData::always) return save_with_data(model, path);
  const Pieces message = model_message(model, nullptr);
  if (external == ExternalData::automatic && needs_external_data(model, message.size()))
    return save_with_data(model, path);
  if (message.size() > kProtobufLimit)
    fail("{}: takes {} bytes, over the 2 GB of protobuf; it needs external data", path,
         message.size());
  save_whole(message, path);
}

std::string serialize_model(const ir::Model& model) {
  const Pieces message = model_message(model, nullptr);
  if (message.size() > kProtobufLimit)
    fail("the model takes {} bytes, over the 2 GB of protobuf", message.size());
  return message.to_string();
}

}  // namespace sprint
