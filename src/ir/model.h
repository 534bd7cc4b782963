// A whole ONNX model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace sprint::ir {

struct OpsetImport {
  std::string domain;  // "" is ai.onnx
  int64_t version = 0;
  RawFields extra;
};

// A model-local function, kept as read: the serialized FunctionProto.
struct Function {
  std::string domain, name, overload;
  Bytes source;
};

struct Model {
  std::string path;  // the file it was read from, for messages; empty for a model made in memory
  int64_t ir_version = 0;
  std::vector<OpsetImport> opsets;
  std::string producer_name, producer_version, domain, doc_string;
  int64_t model_version = 0;
  std::vector<Metadata> metadata;
  std::vector<Function> functions;
  RawFields extra;  // training_info, configuration and fields of newer schemas
  std::vector<std::string> external_data;  // paths of the other files that the file kept weights in
  Graph graph;
};

// The version of an operator set that the model imports; 0 where it does not. "" and "ai.onnx" are
// the same.
int64_t opset_version(const Model& model, std::string_view domain = "");
// Leaves one import of the domain, of that version.
void set_opset_version(Model& model, std::string_view domain, int64_t version);

// The value of a metadata entry; null where there is none.
const std::string* find_metadata(const Model& model, std::string_view key);
void set_metadata(Model& model, std::string_view key, std::string value);

}  // namespace sprint::ir
