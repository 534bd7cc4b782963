// What the watcher is told: the settings file. Keys, defaults and limits: docs/settings.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sprint::watch {

enum class CaptureBackend { automatic, x11, wayland };
enum class DetectionMethod { template_matching, model };
enum class LogLevel { debug, info, warning, error, critical };

// In pixels, from the window's top left corner.
struct Region {
  int x = 0, y = 0, width = 100, height = 100;

  friend bool operator==(const Region&, const Region&) = default;
};

struct Settings {
  std::string game_window_title = "Dark Age of Camelot";  // part of the window's title
  std::string game_window_class;  // WM_CLASS of the game's window; empty: that of no other program
  Region region;                  // roi_x, roi_y, roi_width, roi_height
  double capture_fps = 10;        // above 0, at most 120
  double game_not_found_retry_delay_s = 2;
  double capture_error_retry_delay_s = 1;
  CaptureBackend capture = CaptureBackend::automatic;  // see chosen_backend()

  DetectionMethod detection_method = DetectionMethod::template_matching;
  std::string sprint_on_icon_path = "data/icon_templates/sprint_on.png";
  std::string sprint_off_icon_path = "data/icon_templates/sprint_off.png";
  double template_match_threshold = 0.8;  // 0 to 1
  std::string ml_model_path = "data/models/sprint_classifier.onnx";
  double ml_confidence_threshold = 0.7;        // 0 to 1
  std::optional<std::string> ml_active_label;  // nothing: "active", or the second of two
  int temporal_consistency_frames = 3;         // 1 to 20

  bool auto_sprint = false;  // press sprint_key while sprint is off
  std::string sprint_key = "z";
  double key_presses_per_minute = 20;  // at most; above 0, at most 600
  std::string pause_key = "pause";     // global: stops and resumes pressing
  std::string on_change_command;       // run through the shell at every change; empty: none

  bool enable_detection_cache = true;  // reuse the result of a frame that did not change
  bool show_performance_metrics = true;
  double metrics_interval_s = 60;
  LogLevel log_level = LogLevel::info;
  std::string log_file_name;  // empty: standard error only
  bool save_problematic_frames = false;
  std::string problematic_frame_save_path = "data/problem_frames";

  std::string active_profile_id;  // empty: none
  bool enable_auto_profile_switching = true;
  bool test_mode = false;
  std::string test_window_title = "Sprint Test Window";
};

// A named set of settings for one game character or window.
struct Profile {
  std::string id, name, game_character_name, window_title_pattern;
  Settings settings;
};

struct SettingsFile {
  Settings settings;  // of the file, the active profile's laid over them
  std::vector<Profile> profiles;
  std::vector<std::string> sources;  // files and folders it was read from, whether there or not
  std::vector<std::string> notes;    // keys not used, profiles left out: one sentence each
};

// Reads JSON with // and /* */ comments: one flat object, as the Python application writes it, with
// an optional "profiles" array; profiles also come from the files profiles/*.json beside it. Paths
// become absolute: they are relative to the file's folder, or to the one above where it is called
// "config". Throws Error naming the file, line, key, value and limits where a value is wrong, and
// the nearest known key where a key is unknown. What is wrong with a profile is a note.
SettingsFile load_settings(const std::string& path);

// Texts of files that are not written yet, by path.
using UnsavedTexts = std::map<std::string, std::string>;

// The same for `text` in place of the file's own, and `unsaved` in place of those of its profiles.
SettingsFile parse_settings(const std::string& text, const std::string& path,
                            const UnsavedTexts& unsaved = {});

// The first profile whose window_title_pattern is part of the title or, with '*' in it for any
// text, all of it; nothing where there is none.
const Profile* profile_for_title(const SettingsFile& file, const std::string& window_title);

// The settings as a commented file that load_settings reads back.
std::string settings_text(const Settings& settings);

}  // namespace sprint::watch
