#include "verify/measures/map_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sprint::verify {

MapView make_map(MapSize size, bool classes, const Cell& base, const Cell& candidate) {
  constexpr size_t kLargestSide = 256;
  const size_t step =
      std::max<size_t>(1, (std::max(size.height, size.width) + kLargestSide - 1) / kLargestSide);
  MapView view;
  view.classes = classes;
  view.height = static_cast<int>((size.height + step - 1) / step);
  view.width = static_cast<int>((size.width + step - 1) / step);
  for (size_t row = 0; row < size.height; row += step)
    for (size_t column = 0; column < size.width; column += step) {
      view.base.push_back(base(row, column));
      view.candidate.push_back(candidate(row, column));
    }
  return view;
}

std::optional<MapView> probability_view(std::span<const int64_t> dims, std::span<const float> base,
                                        std::span<const float> candidate) {
  std::vector<size_t> sides;
  for (const int64_t dim : dims)
    if (dim > 1) sides.push_back(static_cast<size_t>(dim));
  if (sides.size() != 2 || dims.size() < 3 || std::min(sides[0], sides[1]) < 8) return {};
  const auto cell = [&](std::span<const float> values) {
    return [values, width = sides[1]](size_t row, size_t column) {
      const float value = values[row * width + column];
      return static_cast<uint8_t>(
          std::lround(255 * std::clamp(std::isnan(value) ? 0.0F : value, 0.0F, 1.0F)));
    };
  };
  return make_map({sides[0], sides[1]}, false, cell(base), cell(candidate));
}

}  // namespace sprint::verify
