#include <algorithm>
#include <vector>

#include "data/resize_pass.h"

namespace sprint::data {
namespace {

// Area: target pixel i is the mean of the source pixels that it covers, those at its edges by the
// part covered: weights[first_weight ...] from source pixel `first` on.
struct AreaTap {
  int first, count;
  size_t first_weight;
};

struct AreaTaps {
  std::vector<AreaTap> taps;
  std::vector<float> weights;
};

constexpr double kLeastPart = 1e-3;  // parts of a pixel below this do not count

void append_area_tap(const Axis& axis, int i, AreaTaps& area) {
  const double begin = i * axis.scale(), end = begin + axis.scale();
  const double length = std::min(axis.scale(), axis.source - begin);
  const int last = std::min(static_cast<int>(std::floor(end)), axis.source - 1);
  const int first = std::min(static_cast<int>(std::ceil(begin)), last);
  AreaTap tap{first, last - first, area.weights.size()};
  if (first - begin > kLeastPart) {
    --tap.first;
    ++tap.count;
    area.weights.push_back(static_cast<float>((first - begin) / length));
  }
  area.weights.insert(area.weights.end(), static_cast<size_t>(last - first),
                      static_cast<float>(1.0 / length));
  if (end - last > kLeastPart) {
    ++tap.count;
    area.weights.push_back(static_cast<float>(std::min({end - last, 1.0, length}) / length));
  }
  area.taps.push_back(tap);
}

// Where the whole numbers of pixels per target are equal, every weight is 1: sums stay exact and
// are divided once, at the end.
AreaTaps area_taps(const Axis& axis, bool whole) {
  AreaTaps area;
  area.taps.reserve(static_cast<size_t>(axis.target));
  if (!whole) {
    for (int i = 0; i < axis.target; ++i) append_area_tap(axis, i, area);
    return area;
  }
  const int count = static_cast<int>(std::rint(axis.scale()));
  area.weights.assign(static_cast<size_t>(count), 1.0F);
  for (int i = 0; i < axis.target; ++i) area.taps.push_back({i * count, count, 0});
  return area;
}

// sums[i] = sum over the rows of tap of weight * row[i].
void sum_rows(const Image& image, const AreaTap& tap, const float* weights,
              std::vector<float>& sums) {
  std::fill(sums.begin(), sums.end(), 0.0F);
  float* to = sums.data();
  for (int k = 0; k < tap.count; ++k) {
    const uint8_t* row = row_of(image, tap.first + k);
    const float weight = weights[k];
    for (size_t i = 0; i < sums.size(); ++i) to[i] += weight * static_cast<float>(row[i]);
  }
}

void sum_columns(const std::vector<float>& sums, const AreaTaps& columns, float factor,
                 uint8_t* to) {
  for (const AreaTap& tap : columns.taps) {
    const float* weights = columns.weights.data() + tap.first_weight;
    const float* from = sums.data() + static_cast<size_t>(tap.first) * kChannels;
    float total[kChannels] = {};
    for (int k = 0; k < tap.count; ++k) {
      for (int channel = 0; channel < kChannels; ++channel) {
        total[channel] += weights[k] * from[k * kChannels + channel];
      }
    }
    for (const float value : total) {
      *to++ = static_cast<uint8_t>(std::clamp(std::lrintf(value * factor), 0L, 255L));
    }
  }
}

// Rows are summed first: that pass runs over whole rows, and only its result goes through the
// columns.
class AreaPass final : public ResizePass {
 public:
  AreaPass(const Axis& across, const Axis& down, bool whole)
      : columns_(area_taps(across, whole)),
        rows_(area_taps(down, whole)),
        factor_(whole
                    ? 1.0F / static_cast<float>(std::rint(across.scale()) * std::rint(down.scale()))
                    : 1.0F),
        sums_(static_cast<size_t>(across.source) * kChannels) {}

  void run(const Image& image, Image& resized) override {
    int y = 0;
    for (const AreaTap& tap : rows_.taps) {
      sum_rows(image, tap, rows_.weights.data() + tap.first_weight, sums_);
      sum_columns(sums_, columns_, factor_, row_of(resized, y++));
    }
  }

 private:
  AreaTaps columns_, rows_;
  float factor_;
  std::vector<float> sums_;
};

}  // namespace

std::unique_ptr<ResizePass> area_pass(const Axis& across, const Axis& down) {
  return std::make_unique<AreaPass>(across, down, across.whole() && down.whole());
}

}  // namespace sprint::data
