#include "verify/detections/box.h"

#include <algorithm>
#include <map>

namespace sprint::verify {
namespace {

// Not a number where a corner is none, negative where the box is inside out.
double area(const Box& box) {
  const double width = double{box.x1} - box.x0, height = double{box.y1} - box.y0;
  return width < 0 || height < 0 ? -1 : width * height;
}

bool same_corners(const Box& a, const Box& b) {
  return a.x0 == b.x0 && a.y0 == b.y0 && a.x1 == b.x1 && a.y1 == b.y1;
}

}  // namespace

double iou(const Box& a, const Box& b) {
  const double area_a = area(a), area_b = area(b);
  if (!(area_a >= 0) || !(area_b >= 0)) return 0;
  if (same_corners(a, b)) return 1;
  const double width = double{std::min(a.x1, b.x1)} - std::max(a.x0, b.x0);
  const double height = double{std::min(a.y1, b.y1)} - std::max(a.y0, b.y0);
  if (!(width > 0) || !(height > 0)) return 0;
  const double both = width * height;
  return both / (area_a + area_b - both);
}

Boxes suppress(Boxes boxes, double limit, size_t most) {
  std::ranges::stable_sort(boxes, std::ranges::greater{}, &Box::score);
  std::map<int64_t, Boxes> kept_by_class;
  Boxes kept;
  for (const Box& box : boxes) {
    if (kept.size() == most) break;
    Boxes& rivals = kept_by_class[box.class_index];
    if (std::ranges::any_of(rivals, [&](const Box& rival) { return iou(rival, box) > limit; }))
      continue;
    rivals.push_back(box);
    kept.push_back(box);
  }
  return kept;
}

}  // namespace sprint::verify
