// What a watcher would refuse of settings whose values are right by themselves.
#pragma once

#include <string>
#include <vector>

#include "sprint/session.h"
#include "watch/settings.h"

namespace sprint::watch {

struct SettingsProblem {
  std::string key, message;
};

// Makes, or looks whether there can be made, what `settings` ask for, and changes nothing: keys
// that there are, icons or a model (in `runtime`) that load, have the label and fit the region, a
// region that a window can have, a log file and a folder that can be written. Empty: a watcher
// starts.
std::vector<SettingsProblem> settings_problems(const Settings& settings, Runtime runtime);

}  // namespace sprint::watch
