// The conditions under which latency was measured, as text and as every JSON tells them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "sprint/compare.h"

namespace sprint::verify {

// {"time": "cpu" or "wall", "rounds": 120, "disturbed": 3, "too_busy": null}
nlohmann::ordered_json conditions_json(const LatencyConditions& conditions);

// Whether models had to wait for a core in more than half of the rounds.
bool mostly_disturbed(const LatencyConditions& conditions);

// One line: that the machine is too busy "for a verdict on speed" or "to tell" something, why, and
// what to do. Requires that it is.
std::string too_busy_text(const LatencyConditions& conditions, std::string_view for_what);

// "; other work had the core in 38 of 40 rounds"; empty where not mostly_disturbed.
std::string disturbance_text(const LatencyConditions& conditions);

}  // namespace sprint::verify
