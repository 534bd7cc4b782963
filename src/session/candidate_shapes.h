// Input shapes to try where a model leaves them open and nobody says what they are.
#pragma once

#include <vector>

#include "ir/model.h"
#include "session/inputs.h"

namespace sprint::session {

// Shapes for every input whose shape is open in part, in the order in which to try them; one empty
// element where none is. Inputs in `given` keep those shapes. Open dimensions of one name have one
// size. A channel that a weight fixes has its size; the others are all 1 at first, then a batch is
// 1 and the others are the product of the strides that the graph has on a path, twice that, and
// usual sizes up to 640; at last a batch is as large as the others. Shapes that contradict the
// graph, or ask for very large inputs, are left out, unless that leaves none.
std::vector<InputShapes> candidate_shapes(const ir::Model& model, const InputShapes& given = {});

}  // namespace sprint::session
