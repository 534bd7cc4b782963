#include "watch/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_folder.h"
#include "sprint/error.h"
#include "watch/settings/keys.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string error_of(const std::string& text) {
  try {
    parse_settings(text, "/nowhere/settings.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_input);
    return error.what();
  }
  return "no error";
}

SettingsFile parse(const std::string& text) {
  return parse_settings(text, "/nowhere/settings.json");
}

void write_file(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

// A value just outside of each limit, or of the wrong kind, by the words that limits() uses.
std::vector<std::string> wrong_values(const SettingsKey& key) {
  const auto number = [](double value) { return std::to_string(value); };
  if (const auto* field = std::get_if<NumberField>(&key.field)) {
    return {number(field->above ? field->lowest : field->lowest - 0.01),
            number(field->highest + 0.01), "\"5\"", "true", "null"};
  }
  if (const auto* field = std::get_if<WholeField<Settings>>(&key.field))
    return {number(field->lowest - 1), number(field->highest + 1), "1.5", "\"5\"", "[1]"};
  if (const auto* field = std::get_if<WholeField<Region>>(&key.field))
    return {number(field->lowest - 1), number(field->highest + 1), "1.5", "{}", "1e300"};
  if (std::holds_alternative<FlagField>(key.field)) return {"1", "\"true\"", "null"};
  if (const auto* field = std::get_if<TextField>(&key.field)) {
    if (field->empty == Empty::refused) return {"\"\"", "null", "3", "\"a\\u0000b\""};
  }
  return {"3", "[]"};
}

TEST(Settings, OfAnEmptyObjectAreTheDefaults) {
  const SettingsFile file = parse("{}");
  EXPECT_EQ(file.settings.capture_fps, 10);
  EXPECT_EQ(file.settings.region, Region());
  EXPECT_EQ(file.settings.ml_model_path, "/nowhere/data/models/sprint_classifier.onnx");
  EXPECT_EQ(file.settings.log_file_name, "");
  EXPECT_THAT(file.notes, IsEmpty());
  EXPECT_THAT(file.profiles, IsEmpty());
}

TEST(Settings, OfThePythonApplicationAreTakenAsTheyAre) {
  const SettingsFile file = parse_settings(R"({
    "game_window_title": "Dark Age", "roi_x": 10, "roi_y": 20, "roi_width": 64, "roi_height": 32,
    "sprint_on_icon_path": "data\\icon_templates\\on.png", "sprint_off_icon_path": "/icons/off.png",
    "template_match_threshold": 0.75, "detection_failure_threshold": 0.5,
    "temporal_consistency_frames": 5, "sprint_key": "x", "input_delay_ms": 50, "capture_fps": 30.0,
    "game_not_found_retry_delay_s": 5.0, "capture_error_retry_delay_s": 2.0,
    "show_performance_metrics": false, "enable_detection_cache": false, "detection_cache_size": 50,
    "detection_cache_ttl_s": 0.5, "log_level": "DEBUG", "log_file_name": "daoc.log",
    "app_icon_path": "icon.ico", "start_minimized_to_tray": false, "minimize_gui_to_tray": true,
    "background_update_check_enabled": true, "background_update_check_interval_s": 86400,
    "auto_download_updates": false, "auto_install_updates": false, "update_check_url": "x",
    "downloads_dir": "downloads", "detection_method": "ml", "ml_model_path": "data/models/m.onnx",
    "ml_input_size_wh": [32, 32], "ml_confidence_threshold": 0.9, "save_problematic_frames": true,
    "problematic_frame_save_path": "data/problem_frames", "active_profile_id": null,
    "enable_auto_profile_switching": false, "test_mode": true, "test_window_title": "Stand-in"
  })",
                                           "/game/config/settings.json");
  const Settings& settings = file.settings;
  EXPECT_EQ(settings.game_window_title, "Dark Age");
  EXPECT_EQ(settings.region, (Region{10, 20, 64, 32}));
  EXPECT_EQ(settings.sprint_on_icon_path, "/game/data/icon_templates/on.png");
  EXPECT_EQ(settings.sprint_off_icon_path, "/icons/off.png");
  EXPECT_EQ(settings.capture_fps, 30);
  EXPECT_EQ(settings.log_level, LogLevel::debug);
  EXPECT_EQ(settings.detection_method, DetectionMethod::model);
  EXPECT_EQ(settings.ml_model_path, "/game/data/models/m.onnx");
  EXPECT_EQ(settings.active_profile_id, "");
  EXPECT_TRUE(settings.save_problematic_frames);
  EXPECT_EQ(file.notes.size(), 14U);
  EXPECT_EQ(file.notes.front(),
            "/game/config/settings.json:4: detection_failure_threshold is not used: a frame counts "
            "by the threshold of its detection method");
}

TEST(Settings, EveryWrongValueIsNamedWithItsLineAndLimits) {
  for (const SettingsKey& key : settings_keys()) {
    for (const std::string& value : wrong_values(key)) {
      const std::string name(key.name);
      const std::string error = error_of("{ // one\n/* two\n*/\n\"" + name + "\": " + value + "}");
      EXPECT_THAT(error, StartsWith("/nowhere/settings.json:4: " + name + ": expected " +
                                    key.limits() + ", got "))
          << value;
    }
  }
  EXPECT_EQ(
      error_of("{\n\"capture_fps\": 500\n}"),
      "/nowhere/settings.json:2: capture_fps: expected a number above 0, at most 120, got 500");
  EXPECT_EQ(error_of("{\"detection_method\": \"tempalte\"}"),
            "/nowhere/settings.json:1: detection_method: expected \"template\" or \"ml\", got "
            "\"tempalte\"");
}

TEST(Settings, NumbersOnALimitAreTaken) {
  EXPECT_EQ(parse(R"({"capture_fps": 120})").settings.capture_fps, 120);
  EXPECT_EQ(parse(R"({"ml_confidence_threshold": 0})").settings.ml_confidence_threshold, 0);
  EXPECT_EQ(parse(R"({"temporal_consistency_frames": 20.0})").settings.temporal_consistency_frames,
            20);
  EXPECT_EQ(parse(R"({"log_level": "warning"})").settings.log_level, LogLevel::warning);
}

TEST(Settings, AnUnknownKeyIsAnsweredWithTheNearest) {
  EXPECT_EQ(
      error_of("{\n\n\"captur_fps\": 10}"),
      "/nowhere/settings.json:3: captur_fps: is not a known key; did you mean 'capture_fps'?");
  EXPECT_THAT(error_of(R"({"profile": []})"), HasSubstr("'profiles'"));
  EXPECT_THAT(error_of("{\"" + std::string(5000, 'x') + "\": 1}"), HasSubstr("..."));
}

TEST(Settings, TextThatIsNoJsonIsNamedWithItsLine) {
  EXPECT_THAT(error_of("{\n\"roi_x\": 1\n\"roi_y\": 2}"),
              StartsWith("/nowhere/settings.json:3: is not JSON: while parsing object"));
  EXPECT_THAT(error_of(""), StartsWith("/nowhere/settings.json:1: is not JSON: "));
  EXPECT_THAT(error_of("{\n\n\"roi_x\": 1e999}"), StartsWith("/nowhere/settings.json:3: "));
  EXPECT_THAT(error_of("{\"game_window_title\": \"\xff\"}"), HasSubstr("is not JSON"));
  EXPECT_EQ(error_of("[]"), "/nowhere/settings.json:1: expected an object, got a list");
  EXPECT_EQ(error_of("{\"roi_x\": 1,\n\"roi_x\": 2}"),
            "/nowhere/settings.json:2: roi_x: stands on line 1 already; keep one of them");
  EXPECT_THAT(error_of("{\"ml_input_size_wh\": " + std::string(100000, '[')),
              HasSubstr("nested more than 16 deep"));
}

TEST(Settings, LinesAreThoseOfTheValues) {
  const LocatedJson root = parse_located_json("{\n \"a\": 1\n,\n\"b\":\n[2,\r\n3\n]}", "x");
  EXPECT_EQ(root.line, 1);
  EXPECT_EQ(root.children[0].line, 2);
  EXPECT_EQ(root.children[1].line, 5);
  EXPECT_EQ(root.children[1].children[0].line, 5);
  EXPECT_EQ(root.children[1].children[1].line, 6);
}

TEST(Settings, ProfilesAreLaidOverTheFile) {
  const SettingsFile file = parse(R"({
    "capture_fps": 20, "roi_x": 5, "active_profile_id": "mage", "enable_auto_profile_switching": true,
    "profiles": [
      {"profile_id": "mage", "profile_name": "Mage", "version": "1", "creation_date": "2025",
       "last_used_date": null, "game_character_name": "Merlin", "window_title_pattern": "*Mage",
       "app_settings": {"roi_x": 7, "active_profile_id": "x", "ml_input_size_wh": [32, 32],
                        "enable_auto_profile_switching": false, "ml_model_path": "mage.onnx"}},
      {"profile_id": "scout", "window_title_pattern": "Camelot", "app_settings": {}}
    ]})");
  ASSERT_EQ(file.profiles.size(), 2U);
  EXPECT_EQ(file.profiles[0].game_character_name, "Merlin");
  EXPECT_EQ(file.profiles[1].name, "scout");
  EXPECT_EQ(file.profiles[1].settings.region.x, 5);
  EXPECT_EQ(file.settings.region.x, 7);
  EXPECT_EQ(file.settings.capture_fps, 20);
  EXPECT_EQ(file.settings.active_profile_id, "mage");
  EXPECT_TRUE(file.settings.enable_auto_profile_switching);
  EXPECT_EQ(file.settings.ml_model_path, "/nowhere/mage.onnx");
  EXPECT_EQ(file.notes.size(), 1U);
}

TEST(Settings, AProfileThatCannotBeReadIsLeftOutWithANote) {
  const SettingsFile file = parse(R"({"active_profile_id": "god", "profiles": [
      {"profile_id": "good"},
      {"profile_id": "bad", "app_settings": {"roi_width": 0}},
      {"profile_id": "good"},
      {"profile_name": "nobody"},
      3]})");
  ASSERT_EQ(file.profiles.size(), 1U);
  const std::string left_out = "; this profile is left out";
  EXPECT_THAT(
      file.notes,
      ElementsAre(
          "/nowhere/settings.json:3: roi_width: expected a whole number from 1 to 32767, "
          "got 0" +
              left_out,
          "/nowhere/settings.json:4: another profile has the profile_id 'good' already" + left_out,
          "/nowhere/settings.json:5: the profile has no profile_id" + left_out,
          "/nowhere/settings.json:6: expected an object, got 3" + left_out,
          "/nowhere/settings.json: active_profile_id: there is no profile 'god', did you "
          "mean 'good'?; the file's own settings hold"));
  EXPECT_EQ(file.settings.active_profile_id, "");
  EXPECT_EQ(error_of("{\"profiles\": 1}"),
            "/nowhere/settings.json:1: profiles: expected a list of profiles, got 1");
}

TEST(Settings, ProfilesAreReadFromTheirFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/profiles");
  const std::string path = folder.path() + "/settings.json";
  write_file(path, R"({"active_profile_id": "b"})");
  write_file(folder.path() + "/profiles/b.json",
             R"({"profile_id": "b", "app_settings": {"roi_x": 3, "ml_model_path": "b.onnx"}})");
  write_file(folder.path() + "/profiles/a.json", R"({"profile_id": "a"})");
  write_file(folder.path() + "/profiles/c.json", R"({"profile_id": )");
  write_file(folder.path() + "/profiles/notes.txt", "not a profile");
  const SettingsFile file = load_settings(path);
  ASSERT_EQ(file.profiles.size(), 2U);
  EXPECT_EQ(file.profiles[0].id, "a");
  EXPECT_EQ(file.settings.region.x, 3);
  EXPECT_EQ(file.settings.ml_model_path, folder.path() + "/b.onnx");
  EXPECT_THAT(file.sources, ElementsAre(path, folder.path() + "/profiles"));
  EXPECT_THAT(file.notes,
              ElementsAre(StartsWith(folder.path() + "/profiles/c.json:1: is not JSON")));
}

TEST(Settings, AProfileFolderThatIsNoneIsNoted) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/profiles", "a file");
  write_file(folder.path() + "/settings.json", "{}");
  EXPECT_THAT(load_settings(folder.path() + "/settings.json").notes,
              ElementsAre(folder.path() +
                          "/profiles: cannot be read: Not a directory; its profiles are left out"));
}

TEST(Settings, AFileThatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  const auto error_for = [](const std::string& path) -> std::string {
    try {
      load_settings(path);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_for("/nowhere/x.json"),
            "/nowhere/x.json: cannot be read: No such file or directory");
  EXPECT_THAT(error_for(folder.path()), HasSubstr("is a folder"));
  write_file(folder.path() + "/long.json", std::string((1 << 20) + 1, ' '));
  EXPECT_THAT(error_for(folder.path() + "/long.json"), HasSubstr("is longer than 1048576 bytes"));
}

TEST(Settings, TheProfileOfATitleIsTheFirstThatMatches) {
  SettingsFile file;
  const auto matching = [&](const std::string& pattern, const std::string& title) {
    file.profiles = {Profile{}, Profile{}};
    file.profiles[1].window_title_pattern = pattern;
    return profile_for_title(file, title) == &file.profiles[1];
  };
  EXPECT_TRUE(matching("Camelot", "Dark Age of Camelot - Merlin"));
  EXPECT_FALSE(matching("camelot ", "Dark Age of Camelot"));
  EXPECT_TRUE(matching("*Merlin", "Camelot - Merlin"));
  EXPECT_FALSE(matching("*Merlin", "Camelot - Merlin 2"));
  EXPECT_TRUE(matching("Dark*of*Merlin*", "Dark Age of of Merlin"));
  EXPECT_FALSE(matching("Dark*x*", "Dark Age"));
  EXPECT_TRUE(matching("*", ""));
  EXPECT_FALSE(matching("", "anything"));
  EXPECT_FALSE(matching("a*a", "a"));
  EXPECT_TRUE(matching("*ab*ab", "abaabab"));
}

TEST(Settings, TheirTextReadsBackAsTheSame) {
  Settings settings;
  settings.game_window_title = "A \"quoted\" \\ title";
  settings.region = {1, 2, 3, 4};
  settings.capture_fps = 29.97;
  settings.detection_method = DetectionMethod::model;
  settings.ml_active_label = "on";
  settings.log_level = LogLevel::critical;
  settings.auto_sprint = true;
  settings.log_file_name = "/var/log/x.log";
  settings.ml_model_path = "/models/m.onnx";
  settings.sprint_on_icon_path = "/i/on.png";
  settings.sprint_off_icon_path = "/i/off.png";
  settings.problematic_frame_save_path = "/frames";
  const std::string text = settings_text(settings);
  const SettingsFile file = parse(text);
  EXPECT_EQ(settings_text(file.settings), text);
  EXPECT_EQ(file.settings.game_window_title, settings.game_window_title);
  EXPECT_EQ(file.settings.capture_fps, settings.capture_fps);
  EXPECT_EQ(file.settings.ml_active_label, settings.ml_active_label);
  EXPECT_THAT(file.notes, IsEmpty());
}

TEST(Settings, DocumentationHoldsTheTableOfKeys) {
  std::ifstream file(SPRINT_SOURCE_DIR "/docs/settings.md");
  const std::string documentation{std::istreambuf_iterator<char>(file), {}};
  for (const SettingsKey& key : settings_keys()) {
    const std::string row = "| `" + std::string(key.name) + "` | `" + key.written(Settings{}) +
                            "` | " + key.limits() + " | " + std::string(key.description) + " |\n";
    EXPECT_THAT(documentation, HasSubstr(row));
  }
  for (const IgnoredKey& key : ignored_keys())
    EXPECT_THAT(documentation, HasSubstr("| `" + std::string(key.name) + "` | " +
                                         std::string(key.reason) + " |\n"));
}

}  // namespace
}  // namespace sprint::watch
