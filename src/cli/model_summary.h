// What `sprint inspect` tells of a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/native_summary.h"
#include "ir/model.h"
#include "sprint/preprocess.h"

namespace sprint::cli {

struct ValueSummary {
  std::string name;
  std::string type;  // "float32", "not a tensor", "unknown"
  std::optional<Shape> shape;
};

// Tensors of an element type, or the weights of an operator.
struct WeightCount {
  size_t tensors = 0;
  int64_t elements = 0;
  size_t bytes = 0;

  void add(const ir::Constant& constant);
};

struct OperatorSummary {
  std::string op_type, domain;
  size_t nodes = 0;
  WeightCount weights;  // constants that the nodes take, through DequantizeLinear and the like
};

struct NodeSummary {
  std::string name, op_type;
  int depth = 0;  // of the body that the node is in
  std::vector<ValueSummary> outputs;
  WeightCount weights;
};

struct QuantizationSummary {
  std::string form;  // "none", "qdq", "qoperator", "dynamic" or "weights"
  size_t quantize_nodes = 0, dequantize_nodes = 0, integer_nodes = 0;
  int64_t elements_8_bit = 0;  // of weights with 8 bits or fewer
};

struct FileSummary {
  std::string path;
  size_t bytes = 0;
};

struct ModelSummary {
  FileSummary file;
  std::vector<FileSummary> external_data;
  WeightCount weights;
  std::vector<ValueSummary> inputs, outputs;
  std::vector<OperatorSummary> operators;                   // by number of nodes, most first
  std::vector<std::pair<DType, WeightCount>> weight_types;  // by bytes, most first
  QuantizationSummary quantization;
  NativeSummary native;
  std::string shape_error;         // why no shapes were inferred; empty where they were
  std::vector<NodeSummary> nodes;  // in file order, bodies after the node that has them
  std::vector<std::string> labels;
  std::optional<Preprocess> preprocess;
};

// Shapes are those that the file declares and those that follow from them; `native` is left empty.
ModelSummary summarize(const ir::Model& model);

}  // namespace sprint::cli
