#include "load/load.h"

#include "base/error.h"
#include "base/mapped_file.h"
#include "base/printable.h"
#include "ir/check.h"
#include "load/external_files.h"
#include "load/external_tensors.h"
#include "load/field_values.h"
#include "load/graph.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using onnx::FieldReader;
using onnx::ModelField;

ir::OpsetImport load_opset(const Bytes& message) {
  ir::OpsetImport opset;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case onnx::OperatorSetIdField::domain:
        load_domain(field, opset.domain, opset.extra);
        break;
      case onnx::OperatorSetIdField::version:
        load_integer(field, opset.version, opset.extra);
        break;
      default:
        opset.extra.push_back(field.raw());
    }
  }
  return opset;
}

ir::Function load_function(const Bytes& message) {
  ir::Function function;
  for (FieldReader field(message); field.next();) {
    if (field.number() == onnx::FunctionField::name) function.name = field.text();
    if (field.number() == onnx::FunctionField::domain) function.domain = field.text();
    if (field.number() == onnx::FunctionField::overload) function.overload = field.text();
  }
  if (has_external_tensors(Message::function, message))
    fail("the function '{}' has tensors in another file, which is not supported", function.name);
  function.source = message;
  return function;
}

class ModelLoader {
 public:
  explicit ModelLoader(const std::string& path) : files_(path) { model_.path = path; }

  ir::Model load(const Bytes& bytes) {
    for (FieldReader field(bytes); field.next();) take_field(field);
    if (!has_graph_) fail("holds no graph: is it an ONNX file?");
    model_.external_data = files_.paths();
    ir::check(model_);
    return std::move(model_);
  }

 private:
  void take_field(const FieldReader& field) {
    switch (field.number()) {
      case ModelField::ir_version:
        return load_integer(field, model_.ir_version, model_.extra);
      case ModelField::producer_name:
        return load_text(field, model_.producer_name, model_.extra);
      case ModelField::producer_version:
        return load_text(field, model_.producer_version, model_.extra);
      case ModelField::domain:
        return load_text(field, model_.domain, model_.extra);
      case ModelField::model_version:
        return load_integer(field, model_.model_version, model_.extra);
      case ModelField::doc_string:
        return load_text(field, model_.doc_string, model_.extra);
      case ModelField::graph:
        if (has_graph_) fail("holds two graphs");
        has_graph_ = true;
        model_.graph = load_graph(field.bytes(), files_);
        return;
      case ModelField::opset_import:
        return model_.opsets.push_back(load_opset(field.bytes()));
      case ModelField::metadata_props:
        return load_entry(field, model_.metadata, model_.extra);
      case ModelField::functions:
        return model_.functions.push_back(load_function(field.bytes()));
      case ModelField::training_info:
        if (has_external_tensors(Message::training_info, field.bytes()))
          fail("its training information has tensors in another file, which is not supported");
        return model_.extra.push_back(field.raw());
      default:
        return model_.extra.push_back(field.raw());
    }
  }

  ExternalFiles files_;
  ir::Model model_;
  bool has_graph_ = false;
};

}  // namespace

ir::Model load_model(const std::string& path) { return parse_model(map_file(path), path); }

ir::Model parse_model(const Bytes& bytes, const std::string& path) {
  try {
    if (bytes.empty()) fail("is empty, expected an ONNX model");
    return ModelLoader(path).load(bytes);
  } catch (const Error& error) {
    // Names in a damaged file may hold anything: keep them out of the terminal's way.
    throw Error(error.code(), printable(error.what())).in(path.empty() ? "model" : path);
  }
}

}  // namespace sprint
