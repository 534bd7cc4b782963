// How sure a model is of each class.
#pragma once

#include <span>
#include <vector>

namespace sprint::verify {

// The scores themselves where they are probabilities (each in [0, 1], their sum 1 within 1%), else
// their softmax. Scores that are not numbers count as the lowest.
std::vector<double> class_confidences(std::span<const float> scores);

}  // namespace sprint::verify
