// Which coordinates four numbers per box are, told by their values.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "verify/detections/head.h"

namespace sprint::verify {

using Four = std::array<float, 4>;

// Of the model's input, in pixels; 0: not known.
struct PictureSize {
  double width = 0, height = 0;
};

struct Coordinates {
  BoxFormat format;
  BoxUnit unit;
};

// Corners where in nearly every box the second lies right of and below the first, centres where
// nearly every size is positive; normalized where no number is above 2. Nothing where the numbers
// are neither, lie far outside of the picture (as offsets from anchors do), or there are none.
std::optional<Coordinates> coordinates_of(const std::vector<Four>& boxes, const PictureSize& size);

// Whether the centres of these boxes cover the picture in both directions independently, as those
// of a dense head over a grid do, and other numbers hardly ever.
bool covers_picture(const std::vector<Four>& boxes, const Coordinates& coordinates,
                    const PictureSize& size);

}  // namespace sprint::verify
