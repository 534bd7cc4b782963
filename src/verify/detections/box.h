// Boxes that a detector finds, and which of several on one object stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sprint::verify {

// Corners in any unit, x to the right and y downwards; x0 <= x1 and y0 <= y1 in sound boxes.
struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int64_t class_index = 0;
  float score = 0;  // in [0, 1]

  friend bool operator==(const Box&, const Box&) = default;
};

using Boxes = std::vector<Box>;

// Intersection over union (Jaccard index) of the two areas, in [0, 1]. 1 for equal boxes even
// without an area; 0 where a corner is not a number or either box is inside out.
double iou(const Box& a, const Box& b);

// Greedy non-maximum suppression within each class: by falling score, a box stays if its IoU with
// every box of its class that stays is at most `limit`; equal scores in the order given. At most
// `most` boxes stay, those of the highest scores. Returns them by falling score. A `limit` of 1
// suppresses nothing.
Boxes suppress(Boxes boxes, double limit, size_t most);

}  // namespace sprint::verify
