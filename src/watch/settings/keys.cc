#include "watch/settings/keys.h"

#include <algorithm>
#include <array>

#include "base/edit_distance.h"

namespace sprint::watch {
namespace {

constexpr std::array<NamedChoice<CaptureBackend>, 3> kBackends{
    {{"auto", CaptureBackend::automatic},
     {"x11", CaptureBackend::x11},
     {"wayland", CaptureBackend::wayland}}};
constexpr std::array<NamedChoice<DetectionMethod>, 2> kMethods{
    {{"template", DetectionMethod::template_matching}, {"ml", DetectionMethod::model}}};
constexpr std::array<NamedChoice<LogLevel>, 5> kLevels{{{"DEBUG", LogLevel::debug},
                                                        {"INFO", LogLevel::info},
                                                        {"WARNING", LogLevel::warning},
                                                        {"ERROR", LogLevel::error},
                                                        {"CRITICAL", LogLevel::critical}}};

constexpr int kFarthest = 32767;  // coordinates of X11 have 16 bits
constexpr TextMeaning kPath = TextMeaning::path;

using S = Settings;

constexpr SettingsKey kKeys[] = {
    {"game_window_title", TextField{&S::game_window_title, Empty::refused},
     "Part of the title of the game's window."},
    {"game_window_class", TextField{&S::game_window_class, Empty::allowed},
     "Class of the game's window (WM_CLASS, as sprint watch --windows lists it): with it, no other "
     "program's window is taken for the game's. Empty: any but those of browsers and the like."},
    {"capture", ChoiceField<CaptureBackend>{&S::capture, kBackends},
     "Take the window from the X server, or from Wayland's portal; auto: the portal where there is "
     "no X server."},
    {"roi_x", WholeField<Region>{&Region::x, 0, kFarthest},
     "Left edge of the watched region, in pixels from the window's left edge."},
    {"roi_y", WholeField<Region>{&Region::y, 0, kFarthest},
     "Top edge of the watched region, in pixels from the window's top edge."},
    {"roi_width", WholeField<Region>{&Region::width, 1, kFarthest},
     "Width of the watched region in pixels."},
    {"roi_height", WholeField<Region>{&Region::height, 1, kFarthest},
     "Height of the watched region in pixels."},
    {"capture_fps", NumberField{&S::capture_fps, 0, 120, true}, "Frames taken per second."},
    {"game_not_found_retry_delay_s", NumberField{&S::game_not_found_retry_delay_s, 0.1, 3600},
     "Seconds until the window is looked for again, where the system does not tell of it sooner."},
    {"capture_error_retry_delay_s", NumberField{&S::capture_error_retry_delay_s, 0.1, 3600},
     "Seconds to wait after a frame that could not be taken."},
    {"detection_method", ChoiceField<DetectionMethod>{&S::detection_method, kMethods},
     "Compare with the two icons, or ask the model."},
    {"sprint_on_icon_path", TextField{&S::sprint_on_icon_path, Empty::refused, kPath},
     "Picture of the icon while sprint is on; transparent parts do not count."},
    {"sprint_off_icon_path", TextField{&S::sprint_off_icon_path, Empty::allowed, kPath},
     "Picture of the icon while sprint is off; empty: there is no such icon."},
    {"template_match_threshold", NumberField{&S::template_match_threshold, 0, 1},
     "How well an icon has to match, as normalized cross-correlation."},
    {"ml_model_path", TextField{&S::ml_model_path, Empty::refused, kPath},
     "ONNX file of the classifier, float or INT8; swapped when it changes."},
    {"ml_confidence_threshold", NumberField{&S::ml_confidence_threshold, 0, 1},
     "How sure the model has to be for a frame to count."},
    {"ml_active_label", OptionalTextField{&S::ml_active_label},
     "The model's label of \"sprint is on\"; null: \"active\", or the second of two."},
    {"temporal_consistency_frames", WholeField<Settings>{&S::temporal_consistency_frames, 1, 20},
     "Equal frames in a row that confirm a change."},
    {"auto_sprint", FlagField{&S::auto_sprint},
     "Press sprint_key while sprint is off and the game's window has the focus. The rules of a "
     "game or its server may forbid a program that presses keys by what it sees: read them first."},
    {"sprint_key", TextField{&S::sprint_key, Empty::refused}, "The key that switches sprint."},
    {"key_presses_per_minute", NumberField{&S::key_presses_per_minute, 0, 600, true},
     "Key presses per minute at most."},
    {"pause_key", TextField{&S::pause_key, Empty::allowed},
     "The key that stops and resumes pressing, whichever window has the focus; empty: none."},
    {"on_change_command", TextField{&S::on_change_command, Empty::allowed},
     "Shell command to run at every change, with SPRINT_STATE and SPRINT_CONFIDENCE set; empty: "
     "none."},
    {"enable_detection_cache", FlagField{&S::enable_detection_cache},
     "Keep the result while the region does not change."},
    {"show_performance_metrics", FlagField{&S::show_performance_metrics},
     "Log a line of figures every metrics_interval_s."},
    {"metrics_interval_s", NumberField{&S::metrics_interval_s, 1, 86400},
     "Seconds between two such lines."},
    {"log_level", ChoiceField<LogLevel>{&S::log_level, kLevels},
     "The least important messages that are logged."},
    {"log_file_name", TextField{&S::log_file_name, Empty::allowed, kPath},
     "File that gets the log beside standard error; empty: none."},
    {"save_problematic_frames", FlagField{&S::save_problematic_frames},
     "Keep the frames that the detector is not sure of."},
    {"problematic_frame_save_path",
     TextField{&S::problematic_frame_save_path, Empty::refused, kPath}, "Folder for these frames."},
    {"active_profile_id", TextField{&S::active_profile_id, Empty::allowed},
     "The profile whose settings are laid over these; empty or null: none."},
    {"enable_auto_profile_switching", FlagField{&S::enable_auto_profile_switching},
     "Take the profile whose window_title_pattern matches the window's title."},
    {"test_mode", FlagField{&S::test_mode}, "Watch test_window_title instead of the game."},
    {"test_window_title", TextField{&S::test_window_title, Empty::refused},
     "Part of the title of the window that stands in for the game."},
};

constexpr std::string_view kNoTray = "Sprint has no tray icon or window of its own";
constexpr std::string_view kNoUpdater = "Sprint does not update itself";
constexpr std::string_view kOneFrame = "a result is kept as long as the region does not change";

constexpr IgnoredKey kIgnored[] = {
    {"ml_input_size_wh", "the model says its own input size"},
    {"detection_failure_threshold", "a frame counts by the threshold of its detection method"},
    {"input_delay_ms", "key_presses_per_minute limits the key presses"},
    {"detection_cache_size", kOneFrame},
    {"detection_cache_ttl_s", kOneFrame},
    {"app_icon_path", kNoTray},
    {"start_minimized_to_tray", kNoTray},
    {"minimize_gui_to_tray", kNoTray},
    {"background_update_check_*", kNoUpdater},
    {"auto_download_updates", kNoUpdater},
    {"auto_install_updates", kNoUpdater},
    {"update_check_url", kNoUpdater},
    {"downloads_dir", kNoUpdater},
};

}  // namespace

std::string SettingsKey::limits() const {
  return std::visit([](const auto& of_kind) { return of_kind.limits(); }, field);
}

std::string SettingsKey::written(const Settings& settings) const {
  return std::visit([&](const auto& of_kind) { return of_kind.written(settings); }, field);
}

std::span<const SettingsKey> settings_keys() { return kKeys; }
std::span<const IgnoredKey> ignored_keys() { return kIgnored; }

const SettingsKey* find_settings_key(std::string_view name) {
  const auto* found = std::find_if(std::begin(kKeys), std::end(kKeys),
                                   [&](const auto& k) { return k.name == name; });
  return found == std::end(kKeys) ? nullptr : found;
}

const IgnoredKey* find_ignored_key(std::string_view name) {
  const auto matches = [&](const IgnoredKey& key) {
    if (!key.name.ends_with('*')) return key.name == name;
    return name.starts_with(key.name.substr(0, key.name.size() - 1));
  };
  const auto* found = std::find_if(std::begin(kIgnored), std::end(kIgnored), matches);
  return found == std::end(kIgnored) ? nullptr : found;
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
  const auto distance = [&](std::string_view other) {
    return edit_distance(name.substr(0, 64), other);
  };
  return *std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
    return distance(a) < distance(b);
  });
}

}  // namespace sprint::watch
