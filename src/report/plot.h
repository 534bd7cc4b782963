// The frame of a chart: axes with ticks around shapes.
#pragma once

#include <string>

#include "report/scale.h"

namespace sprint::report {

struct Plot {
  std::string name;              // for those who cannot see it
  std::string x_title, y_title;  // plain text
  Scale x, y;
  std::string shapes;  // SVG, placed in percent
  bool y_ticks = true;
};

std::string plot(const Plot& plot);

}  // namespace sprint::report
