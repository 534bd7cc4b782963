#include "watch/page/profile_place.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "data/sample_files.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

const LocatedJson* find_member(const LocatedJson& object, std::string_view key) {
  const auto found = std::ranges::find(object.children, key, &LocatedJson::key);
  return found == object.children.end() ? nullptr : &*found;
}

bool has_id(const LocatedJson& profile, const std::string& id) {
  const LocatedJson* found = find_member(profile, "profile_id");
  const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->scalar);
  return text != nullptr && *text == id;
}

LocatedJson read(const std::string& path) { return parse_located_json(read_json_text(path), path); }

std::optional<SettingsPlace> place_in_list(const std::string& path, const std::string& id) {
  const LocatedJson root = read(path);
  const LocatedJson* profiles = find_member(root, "profiles");
  if (profiles == nullptr) return std::nullopt;
  const auto& all = profiles->children;
  const auto found = std::ranges::find_if(all, [&](const auto& p) { return has_id(p, id); });
  if (found == all.end()) return std::nullopt;
  return SettingsPlace{path,
                       {"profiles", static_cast<size_t>(found - all.begin()), "app_settings"}};
}

// Files that are no profiles are the watcher's to name.
bool is_profile_file(const std::string& path, const std::string& id) {
  try {
    return path.ends_with(".json") && has_id(read(path), id);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

SettingsPlace settings_place(const std::string& path, const std::string& profile_id) {
  if (profile_id.empty()) return {path, {}};
  if (auto place = place_in_list(path, profile_id)) return *std::move(place);
  const std::string folder = (fs::path(path).parent_path() / "profiles").string();
  if (fs::is_directory(folder))
    for (const data::FolderEntry& entry : data::list_folder(folder))
      if (is_profile_file(entry.path, profile_id)) return {entry.path, {"app_settings"}};
  fail_usage("{}: there is no profile '{}'", path, profile_id);
}

}  // namespace sprint::watch
