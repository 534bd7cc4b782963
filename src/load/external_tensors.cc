#include "load/external_tensors.h"

#include "base/error.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using onnx::AttributeField;
using onnx::GraphField;

// Which fields of which messages can hold tensors, and as what.
struct Edge {
  Message from;
  uint32_t field;
  Message to;
};
constexpr Edge kEdges[] = {
    {Message::function, onnx::FunctionField::node, Message::node},
    {Message::training_info, onnx::TrainingInfoField::initialization, Message::graph},
    {Message::training_info, onnx::TrainingInfoField::algorithm, Message::graph},
    {Message::graph, GraphField::node, Message::node},
    {Message::graph, GraphField::initializer, Message::tensor},
    {Message::graph, GraphField::sparse_initializer, Message::sparse_tensor},
    {Message::node, onnx::NodeField::attribute, Message::attribute},
    {Message::attribute, AttributeField::t, Message::tensor},
    {Message::attribute, AttributeField::tensors, Message::tensor},
    {Message::attribute, AttributeField::g, Message::graph},
    {Message::attribute, AttributeField::graphs, Message::graph},
    {Message::attribute, AttributeField::sparse_tensor, Message::sparse_tensor},
    {Message::attribute, AttributeField::sparse_tensors, Message::sparse_tensor},
    {Message::sparse_tensor, onnx::SparseTensorField::values, Message::tensor},
    {Message::sparse_tensor, onnx::SparseTensorField::indices, Message::tensor},
};

constexpr int kMaxDepth = 100;  // three messages per body

bool search(Message kind, const Bytes& message, int depth) {
  if (depth > kMaxDepth) fail("bodies nest too deep");
  for (onnx::FieldReader field(message); field.next();) {
    if (kind == Message::tensor && field.number() == onnx::TensorField::data_location &&
        field.integer() == onnx::kExternalLocation)
      return true;
    for (const Edge& edge : kEdges) {
      if (edge.from == kind && edge.field == field.number() &&
          search(edge.to, field.bytes(), depth + 1))
        return true;
    }
  }
  return false;
}

}  // namespace

bool has_external_tensors(Message kind, const Bytes& message) { return search(kind, message, 0); }

}  // namespace sprint
