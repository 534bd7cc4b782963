#include "watch/settings.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "watch/settings/keys.h"
#include "watch/settings/members.h"
#include "watch/settings/profiles.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

// What relative paths in the settings file are relative to: its folder, or where that is called
// "config", as the Python application lays it out, the folder above.
fs::path base_folder(const fs::path& folder) {
  return folder.filename() == "config" ? folder.parent_path() : folder;
}

void make_paths_absolute(Settings& settings, const fs::path& base) {
  for (const SettingsKey& key : settings_keys()) {
    const auto* field = std::get_if<TextField>(&key.field);
    if (field == nullptr || field->meaning != TextMeaning::path) continue;
    std::string& path = settings.*field->member;
    if (!path.empty()) path = (base / path).lexically_normal().string();
  }
}

std::string no_such_profile(const std::string& path, const SettingsFile& file) {
  std::vector<std::string_view> ids;
  for (const Profile& profile : file.profiles) ids.push_back(profile.id);
  const std::string& id = file.settings.active_profile_id;
  return fmt::format(
      "{}: active_profile_id: there is no profile '{}'{}; the file's own settings hold", path, id,
      ids.empty() ? "" : fmt::format(", did you mean '{}'?", nearest_name(id, ids)));
}

void lay_active_profile_over(const std::string& path, SettingsFile& file, ReadingNotes& notes) {
  const std::string& id = file.settings.active_profile_id;
  if (id.empty()) return;
  const auto active = std::find_if(file.profiles.begin(), file.profiles.end(),
                                   [&](const Profile& profile) { return profile.id == id; });
  if (active == file.profiles.end()) {
    notes.add(no_such_profile(path, file));
    file.settings.active_profile_id.clear();
  } else {
    file.settings = active->settings;
  }
}

// Whether `title` is `pattern`, in which every '*' stands for any text.
bool glob_matches(std::string_view pattern, std::string_view title) {
  size_t p = 0, t = 0;
  size_t star = std::string_view::npos, retry = 0;  // the last '*', and where it may end next
  while (t < title.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == title[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

SettingsFile parse_settings(const std::string& text, const std::string& path,
                            const UnsavedTexts& unsaved) {
  const LocatedJson root = parse_located_json(text, path);
  SettingsFile file;
  ReadingNotes notes;
  const LocatedJson* profiles = nullptr;
  MemberReaders readers = settings_readers(file.settings);
  readers["profiles"] = [&](const LocatedJson& value) { profiles = &value; };
  read_members(root, path, readers, notes);

  const fs::path folder = fs::absolute(path).parent_path();
  make_paths_absolute(file.settings, base_folder(folder));
  if (profiles != nullptr) read_profiles(*profiles, path, file.settings, file.profiles, notes);
  const std::string profile_folder = (fs::path(path).parent_path() / "profiles").string();
  read_profile_folder(profile_folder, file.settings, unsaved, file.profiles, notes);
  file.sources = {path, profile_folder};
  for (Profile& profile : file.profiles) make_paths_absolute(profile.settings, base_folder(folder));
  lay_active_profile_over(path, file, notes);
  file.notes = notes.take();
  return file;
}

SettingsFile load_settings(const std::string& path) {
  return parse_settings(read_json_text(path), path);
}

const Profile* profile_for_title(const SettingsFile& file, const std::string& window_title) {
  for (const Profile& profile : file.profiles) {
    const std::string& pattern = profile.window_title_pattern;
    if (pattern.empty()) continue;
    const bool matches = pattern.find('*') == std::string::npos
                             ? window_title.find(pattern) != std::string::npos
                             : glob_matches(pattern, window_title);
    if (matches) return &profile;
  }
  return nullptr;
}

std::string settings_text(const Settings& settings) {
  std::string text;
  for (const SettingsKey& key : settings_keys()) {
    text += fmt::format("{}  // {}\n  // Limits: {}. Default: {}.\n  \"{}\": {}",
                        text.empty() ? "" : ",\n\n", key.description, key.limits(),
                        key.written(Settings{}), key.name, key.written(settings));
  }
  return fmt::format("{{\n{}\n}}\n", text);
}

}  // namespace sprint::watch
