#include "optimize/work.h"

#include <optional>
#include <utility>

#include "ir/edit.h"
#include "prepare/prepare.h"

namespace sprint::optimize {
namespace {

using Dims = std::optional<std::vector<int64_t>>;

Dims dims_of(const ir::Graph& graph, ir::ValueId id) {
  if (id == ir::kNoValue) return std::nullopt;
  if (const ir::ConstantPtr constant = graph.constant(id)) return constant->dims();
  const std::optional<Shape>& shape = graph[id].type.shape;
  return shape ? known_dims(*shape) : std::nullopt;
}

double count(const Dims& dims) { return dims ? static_cast<double>(element_count(*dims)) : 0; }

// Per element of the result, or of the input of ConvTranspose: products of one channel's weights,
// or of a row and a column.
double work_of(const ir::Graph& graph, const ir::Node& node) {
  const Dims input = dims_of(graph, node.input(0)), weight = dims_of(graph, node.input(1));
  const double elements = node.outputs.empty() ? 0 : count(dims_of(graph, node.outputs[0]));
  const bool ranked = input && weight && !input->empty() && !weight->empty();
  if (ranked && (node.op_type == "Conv" || node.op_type == "ConvTranspose") && (*weight)[0] > 0)
    return (node.op_type == "Conv" ? elements : count(input)) * count(weight) /
           static_cast<double>((*weight)[0]);
  if (ranked && node.op_type == "MatMul") return elements * static_cast<double>(input->back());
  if (ranked && node.op_type == "Gemm")
    return elements * static_cast<double>(
                          (*weight)[node.get<int64_t>("transB", 0) != 0 ? weight->size() - 1 : 0]);
  return elements;
}

}  // namespace

double multiplications(ir::Model model, const std::vector<std::vector<int64_t>>& input_dims) {
  for (size_t i = 0; i < model.graph.inputs.size() && i < input_dims.size(); ++i)
    model.graph[model.graph.inputs[i]].type.shape = shape_of(input_dims[i]);
  model = infer_shapes(std::move(model));
  double sum = 0;
  for (const ir::Node& node : model.graph.nodes) sum += work_of(model.graph, node);
  return sum;
}

}  // namespace sprint::optimize
