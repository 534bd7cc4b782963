// From the outputs of a detector to boxes.
#pragma once

#include <span>
#include <vector>

#include "sprint/session.h"
#include "sprint/tensor.h"
#include "verify/detections/box.h"
#include "verify/detections/head.h"

namespace sprint::verify {

// The boxes of every picture of a batch that reach the head's score threshold, suppressed as the
// head says, by falling score, in the head's unit. `outputs` are those of one run, in the order of
// `specs`. Scores that are not numbers count as 0. Where the head has no boxes, those of two runs
// are equal where `selected` names the same picture, class and box. Throws Error naming the output
// where the head names one that the model does not have, or that has another shape than it says.
std::vector<Boxes> decode(const Head& head, std::span<const TensorSpec> specs,
                          std::span<const Tensor* const> outputs);

// A box with the picture's width and height as 1, given the width and height of the model's input.
Box normalize(const Box& box, BoxUnit unit, double width, double height);

}  // namespace sprint::verify
