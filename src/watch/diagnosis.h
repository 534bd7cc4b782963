// What helps to find out why watching does not work, without personal data.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "watch/metrics/metrics.h"
#include "watch/settings.h"

namespace sprint::watch {

struct Diagnosis {
  std::string display;       // empty: as the environment variable DISPLAY says
  std::string window_title;  // of the window that was watched; empty: none
  Settings settings;         // in use
  MetricsSnapshot metrics;
  std::string log;  // of the time that was watched
};

// Text in sections: system, X server, settings, figures, log. The names of user, machine and home
// folder, windows' titles beyond game_window_title, and the user's command do not appear.
std::string diagnosis_text(const Diagnosis& diagnosis);

// `text` with every one of `secrets`, {what, what stands for it}, replaced; those of less than 3
// characters stay, as they would be found everywhere.
std::string without(std::string text,
                    const std::vector<std::pair<std::string, std::string>>& secrets);

}  // namespace sprint::watch
