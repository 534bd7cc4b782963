// Where the settings of a profile are written.
#pragma once

#include <string>
#include <vector>

#include "watch/page/json_edit.h"

namespace sprint::watch {

struct SettingsPlace {
  std::string path;             // of the file
  std::vector<JsonStep> steps;  // from its root to the object of settings
};

// In the settings file at `path` or in one of the files profiles/*.json beside it; the settings
// file itself where the id is empty. Throws Error where there is no such profile.
SettingsPlace settings_place(const std::string& path, const std::string& profile_id);

}  // namespace sprint::watch
