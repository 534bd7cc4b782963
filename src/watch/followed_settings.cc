#include "watch/followed_settings.h"

#include <algorithm>
#include <utility>

#include "watch/decide/make_detector.h"

namespace sprint::watch {

FollowedSettings::FollowedSettings(std::string path, std::vector<std::string> more_files)
    : path_(std::move(path)), more_files_(std::move(more_files)) {
  file_ = read();
  settings_ = choose(file_);
}

// Files are watched before they are read, so that no change of one is missed.
SettingsFile FollowedSettings::read() {
  SettingsFile file = load_settings(path_);
  std::vector<std::string> paths = file.sources;
  for (const std::string& path : detector_files_of(choose(file))) paths.push_back(path);
  if (paths == watched_) return file;
  files_.set(paths);
  watched_ = std::move(paths);
  return load_settings(path_);
}

// A profile does not say which window is looked for: it is chosen by the window that was found.
Settings FollowedSettings::choose(const SettingsFile& file) const {
  if (!file.settings.enable_auto_profile_switching || title_.empty()) return file.settings;
  const Profile* profile = profile_for_title(file, title_);
  if (profile == nullptr) return file.settings;
  Settings chosen = profile->settings;
  chosen.active_profile_id = profile->id;
  chosen.game_window_title = file.settings.game_window_title;
  chosen.game_window_class = file.settings.game_window_class;
  chosen.test_mode = file.settings.test_mode;
  chosen.test_window_title = file.settings.test_window_title;
  return chosen;
}

std::vector<std::string> FollowedSettings::detector_files_of(const Settings& settings) const {
  std::vector<std::string> files = detector_files(settings);
  files.insert(files.end(), more_files_.begin(), more_files_.end());
  return files;
}

FollowedSettings::Change FollowedSettings::read_changes() {
  const std::vector<std::string> changed = files_.changed();
  if (changed.empty()) return Change::none;
  SettingsFile file = read();
  settings_ = choose(file);
  file_ = std::move(file);
  const std::vector<std::string> parts = detector_files_of(settings_);
  const bool detector = std::ranges::find_first_of(changed, parts) != changed.end();
  return detector ? Change::detector : Change::settings;
}

bool FollowedSettings::set_title(const std::string& title) {
  if (title == title_) return false;
  title_ = title;
  const std::string before = settings_.active_profile_id;
  file_ = read();
  settings_ = choose(file_);
  return settings_.active_profile_id != before;
}

}  // namespace sprint::watch
