// How far `sprint watch` and the stand-in game agree on what the game showed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sprint::tests {

// That sprint is on, or off, from a time of the monotonic clock on, in microseconds.
struct StateFrom {
  int64_t t_us;
  bool on;
};

struct Agreement {
  std::vector<StateFrom> shown;  // by the game while it was watched, each other than the one before
  std::vector<StateFrom> told;   // by the watcher, likewise

  // Every change that was shown was told, in order, and no other; the last one may have come too
  // late to be told.
  bool same_changes() const {
    const auto same = [](const StateFrom& a, const StateFrom& b) { return a.on == b.on; };
    return (told.size() == shown.size() || told.size() + 1 == shown.size()) &&
           std::equal(told.begin(), told.end(), shown.begin(), same);
  }

  // Microseconds from a change being shown to its being told, of each. Requires same_changes().
  std::vector<double> late_us() const {
    std::vector<double> late;
    for (size_t i = 0; i < told.size(); ++i)
      late.push_back(static_cast<double>(told[i].t_us - shown[i].t_us));
    return late;
  }

  // The share of the time, from `settle_us` after a change to the next one, in which the state that
  // was told last is the one that was shown.
  double right_when_settled(int64_t settle_us) const {
    int64_t settled = 0, right = 0;
    for (size_t i = 0; i + 1 < shown.size(); ++i) {
      const int64_t begin = shown[i].t_us + settle_us, end = shown[i + 1].t_us;
      settled += std::max<int64_t>(end - begin, 0);
      for (size_t k = 0; k < told.size(); ++k) {
        const int64_t from = std::max(told[k].t_us, begin);
        const int64_t to = k + 1 < told.size() ? std::min(told[k + 1].t_us, end) : end;
        if (told[k].on == shown[i].on) right += std::max<int64_t>(to - from, 0);
      }
    }
    return settled == 0 ? 0 : static_cast<double>(right) / static_cast<double>(settled);
  }
};

// Of the game's --truth and the watcher's events, until the watcher lost sight of the game for good
// or ended.
inline Agreement agreement_of(const std::vector<nlohmann::json>& truth,
                              const std::vector<nlohmann::json>& events) {
  Agreement result;
  int64_t end = 0;
  for (const nlohmann::json& event : events) {
    const std::string state = event.at("event") == "state" ? event.at("state") : "";
    const int64_t now = event.at("t_us");
    if (state == "unknown" || event.at("event") == "ended") end = end == 0 ? now : end;
    if (state != "on" && state != "off") continue;
    end = 0;
    if (result.told.empty() || result.told.back().on != (state == "on"))
      result.told.push_back({now, state == "on"});
  }
  for (const nlohmann::json& change : truth) {
    if (change.at("t_us") < end) result.shown.push_back({change.at("t_us"), change.at("sprint")});
  }
  return result;
}

}  // namespace sprint::tests
