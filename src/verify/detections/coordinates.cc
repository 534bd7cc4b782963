#include "verify/detections/coordinates.h"

#include <algorithm>
#include <cmath>

namespace sprint::verify {
namespace {

template <typename Test>
double share(const std::vector<Four>& boxes, Test&& test) {
  const auto passing = std::ranges::count_if(boxes, test);
  return static_cast<double>(passing) / static_cast<double>(boxes.size());
}

float largest(const std::vector<Four>& boxes) {
  float found = 0;
  for (const Four& box : boxes)
    for (const float value : box) found = std::max(found, std::abs(value));
  return found;
}

// The width and height of the picture in the unit of the boxes; not known: their largest number.
PictureSize size_in_unit(const std::vector<Four>& boxes, BoxUnit unit, const PictureSize& size) {
  if (unit == BoxUnit::normalized) return {1, 1};
  if (size.width > 0 && size.height > 0) return size;
  return {largest(boxes), largest(boxes)};
}

std::array<double, 2> centre_of(const Four& box, BoxFormat format) {
  if (format == BoxFormat::cxcywh) return {box[0], box[1]};
  return {(double{box[0]} + box[2]) / 2, (double{box[1]} + box[3]) / 2};
}

// Mean and deviation along both axes, and what they have in common.
struct Moments {
  double mean[2] = {}, deviation[2] = {}, correlation = 0;
};

Moments moments_of(const std::vector<Four>& boxes, BoxFormat format) {
  const auto count = static_cast<double>(boxes.size());
  Moments moments;
  for (const Four& box : boxes)
    for (size_t axis : {0, 1}) moments.mean[axis] += centre_of(box, format)[axis] / count;
  double products = 0;
  for (const Four& box : boxes) {
    const std::array<double, 2> centre = centre_of(box, format);
    const double x = centre[0] - moments.mean[0], y = centre[1] - moments.mean[1];
    moments.deviation[0] += x * x / count;
    moments.deviation[1] += y * y / count;
    products += x * y / count;
  }
  for (double& deviation : moments.deviation) deviation = std::sqrt(deviation);
  const double scale = moments.deviation[0] * moments.deviation[1];
  moments.correlation = scale > 0 ? products / scale : 1;
  return moments;
}

bool mostly_in_picture(const std::vector<Four>& boxes, BoxFormat format, const PictureSize& size) {
  return share(boxes, [&](const Four& box) {
           const std::array<double, 2> centre = centre_of(box, format);
           return centre[0] >= -0.25 * size.width && centre[0] <= 1.25 * size.width &&
                  centre[1] >= -0.25 * size.height && centre[1] <= 1.25 * size.height;
         }) >= 0.95;
}

}  // namespace

std::optional<Coordinates> coordinates_of(const std::vector<Four>& boxes, const PictureSize& size) {
  const bool finite = share(boxes, [](const Four& box) {
                        return std::ranges::all_of(box, [](float v) { return std::isfinite(v); });
                      }) == 1;
  if (boxes.empty() || !finite) return {};
  const BoxUnit unit = largest(boxes) <= 2 ? BoxUnit::normalized : BoxUnit::pixels;
  const double ordered =
      share(boxes, [](const Four& box) { return box[2] >= box[0] && box[3] >= box[1]; });
  const double sized = share(boxes, [](const Four& box) { return box[2] > 0 && box[3] > 0; });
  if (ordered < 0.999 && sized < 0.9) return {};
  const BoxFormat format = ordered >= 0.999 ? BoxFormat::xyxy : BoxFormat::cxcywh;
  if (!mostly_in_picture(boxes, format, size_in_unit(boxes, unit, size))) return {};
  return Coordinates{format, unit};
}

bool covers_picture(const std::vector<Four>& boxes, const Coordinates& coordinates,
                    const PictureSize& size) {
  if (boxes.empty()) return false;
  const PictureSize whole = size_in_unit(boxes, coordinates.unit, size);
  const Moments moments = moments_of(boxes, coordinates.format);
  const double sides[] = {whole.width, whole.height};
  for (size_t axis : {0, 1}) {
    const double mean = moments.mean[axis] / sides[axis];
    if (mean < 0.25 || mean > 0.75 || moments.deviation[axis] < 0.1 * sides[axis]) return false;
  }
  return std::abs(moments.correlation) < 0.5;
}

}  // namespace sprint::verify
