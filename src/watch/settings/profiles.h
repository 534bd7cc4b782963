// The profiles of a settings file: those in it and those in the folder "profiles" beside it.
#pragma once

#include <string>
#include <vector>

#include "watch/settings.h"
#include "watch/settings/located_json.h"
#include "watch/settings/members.h"

namespace sprint::watch {

// Adds the profiles of the list `array`, which stands in the file `path`; their settings are laid
// over `settings`. One that cannot be read, or whose id is taken, is left out with a note. Throws
// Error where `array` is no list.
void read_profiles(const LocatedJson& array, const std::string& path, const Settings& settings,
                   std::vector<Profile>& profiles, ReadingNotes& notes);

// The same for the files *.json of `folder`, one profile each, by name; no folder means none. A
// text of `unsaved` stands for that of its file.
void read_profile_folder(const std::string& folder, const Settings& settings,
                         const UnsavedTexts& unsaved, std::vector<Profile>& profiles,
                         ReadingNotes& notes);

}  // namespace sprint::watch
