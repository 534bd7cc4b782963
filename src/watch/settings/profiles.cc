#include "watch/settings/profiles.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "watch/settings/fields.h"

namespace sprint::watch {
namespace {

// `value` laid over `settings`. Which profile is taken is for the file to say, not for a profile.
Settings profile_settings(const LocatedJson& value, const std::string& path,
                          const Settings& settings, ReadingNotes& notes) {
  Settings own = settings;
  read_members(value, path, settings_readers(own), notes);
  own.active_profile_id = settings.active_profile_id;
  own.enable_auto_profile_switching = settings.enable_auto_profile_switching;
  return own;
}

Profile read_profile(const LocatedJson& object, const std::string& path, const Settings& settings,
                     ReadingNotes& notes) {
  Profile profile;
  profile.settings = settings;
  const auto text = [](std::string& target, Empty empty) {
    return
        [&target, empty](const LocatedJson& value) { target = read_text(value, empty, "a text"); };
  };
  const LocatedJson* app_settings = nullptr;
  const auto not_needed = [](const LocatedJson&) {};
  const MemberReaders readers{
      {"profile_id", text(profile.id, Empty::refused)},
      {"profile_name", text(profile.name, Empty::allowed)},
      {"game_character_name", text(profile.game_character_name, Empty::allowed)},
      {"window_title_pattern", text(profile.window_title_pattern, Empty::allowed)},
      {"creation_date", not_needed},
      {"last_used_date", not_needed},
      {"version", not_needed},
      {"app_settings", [&](const LocatedJson& value) { app_settings = &value; }},
  };
  read_members(object, path, readers, notes);
  if (app_settings != nullptr)
    profile.settings = profile_settings(*app_settings, path, settings, notes);
  if (profile.id.empty()) fail("{}:{}: the profile has no profile_id", path, object.line);
  if (profile.name.empty()) profile.name = profile.id;
  return profile;
}

void add_profile(const LocatedJson& object, const std::string& path, const Settings& settings,
                 std::vector<Profile>& profiles, ReadingNotes& notes) {
  Profile profile = read_profile(object, path, settings, notes);
  const bool taken = std::any_of(profiles.begin(), profiles.end(),
                                 [&](const Profile& other) { return other.id == profile.id; });
  if (taken)
    fail("{}:{}: another profile has the profile_id '{}' already", path, object.line, profile.id);
  profiles.push_back(std::move(profile));
}

// Runs `read`; what goes wrong becomes a note.
template <typename F>
void or_note(ReadingNotes& notes, F&& read) {
  try {
    read();
  } catch (const Error& error) {
    notes.add(fmt::format("{}; this profile is left out", error.what()));
  }
}

std::vector<std::string> json_files(const std::string& folder, ReadingNotes& notes) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code failure;
  const fs::directory_iterator end;
  for (fs::directory_iterator entry(folder, failure); !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path().string());
  }
  if (failure && failure != std::errc::no_such_file_or_directory)
    notes.add(fmt::format("{}: cannot be read: {}; its profiles are left out", folder,
                          failure.message()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void read_profiles(const LocatedJson& array, const std::string& path, const Settings& settings,
                   std::vector<Profile>& profiles, ReadingNotes& notes) {
  if (array.kind != LocatedJson::Kind::list)
    fail("{}:{}: profiles: expected a list of profiles, got {}", path, array.line, array.shown());
  for (const LocatedJson& object : array.children)
    or_note(notes, [&] { add_profile(object, path, settings, profiles, notes); });
}

void read_profile_folder(const std::string& folder, const Settings& settings,
                         const UnsavedTexts& unsaved, std::vector<Profile>& profiles,
                         ReadingNotes& notes) {
  for (const std::string& file : json_files(folder, notes)) {
    or_note(notes, [&] {
      const auto found = unsaved.find(file);
      const std::string text = found == unsaved.end() ? read_json_text(file) : found->second;
      const LocatedJson object = parse_located_json(text, file);
      add_profile(object, file, settings, profiles, notes);
    });
  }
}

}  // namespace sprint::watch
