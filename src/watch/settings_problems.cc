#include "watch/settings_problems.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/error.h"
#include "watch/act/key_name.h"
#include "watch/decide/make_detector.h"
#include "watch/decide/template_detector.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

class Problems {
 public:
  // Whether `look` finds none; what it throws is one of `key`.
  bool none(const char* key, const std::function<void()>& look) {
    try {
      look();
      return true;
    } catch (const Error& error) {
      found_.push_back({key, error.what()});
      return false;
    }
  }

  std::vector<SettingsProblem> take() { return std::move(found_); }

 private:
  std::vector<SettingsProblem> found_;
};

void require_access(const fs::path& path) {
  if (::access(path.c_str(), W_OK) != 0)
    fail("{}: cannot be written: {}", path.string(), std::strerror(errno));
}

// The folder itself may be missing: it is made.
void require_folder(const std::string& folder) {
  std::error_code ignored;
  fs::path there = folder;
  while (!fs::exists(there, ignored) && there.has_parent_path() && there != there.parent_path())
    there = there.parent_path();
  if (!fs::is_directory(there, ignored)) fail("{}: {} is no folder", folder, there.string());
  require_access(there);
}

void require_file(const std::string& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) fail("{}: is a folder, expected a file", file);
  if (fs::exists(file, ignored)) return require_access(file);
  const fs::path folder = fs::path(file).parent_path();
  if (!fs::is_directory(folder, ignored)) fail("{}: there is no folder {}", file, folder.string());
  require_access(folder);
}

// Places in a window of X11 are whole numbers of 16 bits with a sign.
void require_extent(const char* what, int from, int size) {
  constexpr int kFarthest = 32767;
  if (from + size > kFarthest)
    fail("the region's {} of {} from {} on reaches over {}, the last pixel of any window", what,
         size, from, kFarthest);
}

void look_at_icon(Problems& problems, const char* key, const std::string& path,
                  const Settings& settings) {
  std::optional<TemplateDetector> icon;
  if (!problems.none(key, [&] { icon.emplace(path, "", settings.template_match_threshold); }))
    return;
  const Region& region = settings.region;
  problems.none("roi_width", [&] { icon->require_fit(region.width, region.height); });
}

// A model that loads without the label has the label wrong.
void look_at_model(Problems& problems, const Settings& settings, Runtime runtime) {
  const auto load = [&](const Settings& used) { make_detector(used, runtime); };
  Settings unlabelled = settings;
  unlabelled.ml_active_label.reset();
  const bool model_loads = [&] {
    Problems quiet;
    return settings.ml_active_label && quiet.none("ml_model_path", [&] { load(unlabelled); });
  }();
  problems.none(model_loads ? "ml_active_label" : "ml_model_path", [&] { load(settings); });
}

void look_at_detector(Problems& problems, const Settings& settings, Runtime runtime) {
  if (settings.detection_method == DetectionMethod::model)
    return look_at_model(problems, settings, runtime);
  look_at_icon(problems, "sprint_on_icon_path", settings.sprint_on_icon_path, settings);
  if (!settings.sprint_off_icon_path.empty())
    look_at_icon(problems, "sprint_off_icon_path", settings.sprint_off_icon_path, settings);
}

}  // namespace

std::vector<SettingsProblem> settings_problems(const Settings& settings, Runtime runtime) {
  Problems problems;
  problems.none("sprint_key", [&] { key_symbol(settings.sprint_key); });
  if (!settings.pause_key.empty())
    problems.none("pause_key", [&] { key_symbol(settings.pause_key); });
  const Region& region = settings.region;
  problems.none("roi_width", [&] { require_extent("width", region.x, region.width); });
  problems.none("roi_height", [&] { require_extent("height", region.y, region.height); });
  look_at_detector(problems, settings, runtime);
  if (settings.save_problematic_frames)
    problems.none("problematic_frame_save_path",
                  [&] { require_folder(settings.problematic_frame_save_path); });
  if (!settings.log_file_name.empty())
    problems.none("log_file_name", [&] { require_file(settings.log_file_name); });
  return problems.take();
}

}  // namespace sprint::watch
