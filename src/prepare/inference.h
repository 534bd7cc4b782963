// Walks a model in the order of its nodes and finds what is known of every value.
#pragma once

#include <functional>
#include <vector>

#include "ir/model.h"
#include "ops/infer.h"

namespace sprint::prepare_passes {

// Called for every node once its outputs are inferred, for nodes of a body before the node that the
// body belongs to. May add constants to `graph` and change the node's inputs.
using OnNode =
    std::function<void(ir::Graph& graph, ir::Node& node, const std::vector<ops::Fact>& outputs)>;

enum class Evaluation {
  small,  // of constants as small as shapes, to learn more of types; nodes stay
  fold,   // of all constants, so far as ops::fits allows; nodes become initializers, unless they
          // make an output of their graph
};

// Fills in the types of all values, as rules tell them and then as neighbours do. Throws Error
// naming the node where its inputs contradict the operator's contract.
void infer(ir::Model& model, Evaluation evaluation, const OnNode& on_node = {});

}  // namespace sprint::prepare_passes
