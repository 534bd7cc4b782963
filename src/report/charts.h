// Charts as HTML: SVG shapes placed in percent, so that text keeps its size at any width.
#pragma once

#include <string>

#include "report/report.h"

namespace sprint::report {

// Recipes by time (relative to the base) and quality, numbered as in the table of recipes, with the
// region in which a model is accepted.
std::string recipe_chart(const Report& report);

// Two bars per kind of operator.
std::string operator_chart(const Comparison& comparison);

// Both models' times, overlaid.
std::string latency_chart(const Comparison& comparison);

}  // namespace sprint::report
