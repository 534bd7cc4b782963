// What the page is told, as JSON. Members: docs/web_page.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "watch/page/history.h"
#include "watch/page/model_trial.h"
#include "watch/page/settings_editor.h"
#include "watch/page/watched.h"

namespace sprint::watch {

using Json = nlohmann::ordered_json;

Json status_json(const WatchStatus& status);
Json figures_json(const MetricsSnapshot& metrics);
// The points after the one of number `after`.
Json history_json(const History& history, int64_t after);
// Every key with its kind, limits, meaning and value in `settings`.
Json keys_json(const Settings& settings);
Json profiles_json(const std::vector<Profile>& profiles);
Json trial_json(const ModelTrial& trial);
// The first of them, and as `faults` all; there is one at least.
Json faults_json(const SettingsFaults& faults);

}  // namespace sprint::watch
