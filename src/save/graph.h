// Graph -> GraphProto.
#pragma once

#include "ir/graph.h"
#include "onnx/pieces.h"
#include "save/external_sink.h"

namespace sprint {

// `sink` takes the elements of large initializers; null: they stay in the message.
onnx::Pieces graph_message(const ir::Graph& graph, ExternalSink* sink = nullptr);

}  // namespace sprint
