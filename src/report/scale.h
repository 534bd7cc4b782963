// Values to places on an axis.
#pragma once

#include <string>
#include <vector>

namespace sprint::report {

class Scale {
 public:
  // Covers [low, high], logarithmic where both are positive and high is over 4 times low, and
  // leaves `margin` of the axis free at either end. Equal bounds are widened.
  Scale(double low, double high, double margin = 0);

  // Of `value`, in percent of the axis, clamped to it.
  double percent(double value) const;

  // Round values inside the axis, about `count` of them (1, 2 or 5 times a power of ten).
  std::vector<double> ticks(int count) const;

  // A tick as text, with the digits that tell ticks apart.
  static std::string tick_text(double value);

  double low() const { return low_; }
  double high() const { return high_; }

 private:
  double coordinate(double value) const;

  bool logarithmic_;
  double low_, high_;
};

}  // namespace sprint::report
