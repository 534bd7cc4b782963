// Boxes that two models find, drawn over a picture.
#pragma once

#include <string>

#include "sprint/quality.h"

namespace sprint::report {

// One SVG of the boxes over a picture of this shape, to be laid over it: solid lines for the base,
// dashed ones for the candidate, in a colour of warning where the other model has no box like it.
// Pointing at a box tells its class and score. Boxes without a place in the plane are left out.
std::string box_drawing(const BoxesView& view, int width, int height, const std::string& base,
                        const std::string& candidate);

// What the lines mean.
std::string box_legend(const std::string& base, const std::string& candidate);

}  // namespace sprint::report
