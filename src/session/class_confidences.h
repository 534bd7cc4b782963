// How sure a model is of each class.
#pragma once

#include <span>
#include <vector>

namespace sprint::session {

// The scores themselves where they are probabilities (each in [0, 1], their sum 1 within 1%), else
// their softmax. Scores that are not numbers count as the lowest.
std::vector<double> class_confidences(std::span<const float> scores);
// The same into `confidences`, of the same size; allocates nothing.
void class_confidences(std::span<const float> scores, std::span<double> confidences);

}  // namespace sprint::session
