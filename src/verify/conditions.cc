#include "verify/conditions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "verify/figure_text.h"

namespace sprint::verify {

nlohmann::ordered_json conditions_json(const LatencyConditions& conditions) {
  nlohmann::ordered_json json{{"time", conditions.cpu_time ? "cpu" : "wall"},
                              {"rounds", conditions.rounds},
                              {"disturbed", conditions.disturbed},
                              {"too_busy", nullptr}};
  if (!conditions.too_busy.empty()) json["too_busy"] = conditions.too_busy;
  return json;
}

bool mostly_disturbed(const LatencyConditions& conditions) {
  return 2 * conditions.disturbed > conditions.rounds;
}

std::string too_busy_text(const LatencyConditions& conditions, std::string_view for_what) {
  return fmt::format(
      "the machine is too busy {}: {}; end what else runs and try again, or measure longer with "
      "--seconds{}",
      for_what, conditions.too_busy, conditions.cpu_time ? "" : " or on --threads 1");
}

std::string disturbance_text(const LatencyConditions& conditions) {
  if (!mostly_disturbed(conditions)) return "";
  return fmt::format("; other work had the core in {} of {}", conditions.disturbed,
                     count_text(conditions.rounds, "round"));
}

}  // namespace sprint::verify
