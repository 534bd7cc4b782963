#include "optimize/recipe.h"

#include <fmt/format.h>

namespace sprint::optimize {
namespace {

Recipe static_recipe(QuantFormat format, bool per_channel, CalibrationMethod method) {
  QuantizeOptions options;
  options.format = format;
  options.per_channel = per_channel;
  options.calibration = method;
  return {fmt::format("static {}, per {}, {}", format == QuantFormat::qdq ? "QDQ" : "QOperator",
                      per_channel ? "channel" : "tensor",
                      method == CalibrationMethod::min_max
                          ? "min-max"
                          : fmt::format("percentile {}", options.percentile)),
          options};
}

}  // namespace

std::vector<Recipe> all_recipes() {
  std::vector<Recipe> recipes;
  for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator})
    for (const bool per_channel : {true, false})
      for (const CalibrationMethod method :
           {CalibrationMethod::min_max, CalibrationMethod::percentile})
        recipes.push_back(static_recipe(format, per_channel, method));
  QuantizeOptions dynamic;
  dynamic.mode = QuantizeMode::dynamic;
  recipes.push_back({"dynamic", dynamic});
  recipes.push_back({"as it is (float, prepared)", {}});
  return recipes;
}

}  // namespace sprint::optimize
