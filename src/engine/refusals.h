// What of a model the engine does not run, all of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/isa.h"
#include "ir/model.h"

namespace sprint::engine {

struct Refusal {
  std::string node;    // "node 'conv1' (Conv)"
  std::string reason;  // in the words of Program's Error
};

// The nodes of `ready`, which make_ready gave, that have a rule but are refused at these shapes of
// the inputs; without those that wait for values of a run.
std::vector<Refusal> refused_nodes(const ir::Model& ready,
                                   std::span<const std::vector<int64_t>> input_dims,
                                   Isa isa = selected_isa());

// How many nodes have shapes that only a run tells: Program lowers them then.
size_t count_late_nodes(const ir::Model& ready);

}  // namespace sprint::engine
