#include "watch/page/settings_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "watch/page/icons_for_test.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using Written = SettingsEditor::Written;

class Editor : public testing::Test {
 protected:
  Editor() { write_icons_for_test(folder_.path()); }

  void write(const std::string& text) { data::write_file(path_, text); }
  std::string text() const { return read_json_text(path_); }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/settings.json";
  const SettingsEditor editor_{path_, Runtime::automatic};
};

TEST_F(Editor, NamesLineAndKeyOfAFault) {
  const auto faults = editor_.check("{\n  \"roi_x\": 3,\n  \"capture_fps\": 900\n}", "");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].line, 3);
  EXPECT_EQ(faults[0].key, "capture_fps");
  EXPECT_EQ(faults[0].message, "expected a number above 0, at most 120, got 900");
  EXPECT_EQ(editor_.check("{\n  \"roi_x\": 3,,\n}", "").at(0).line, 2);
  EXPECT_TRUE(editor_.check("{} // all as it is", "").empty());
}

TEST_F(Editor, ReplacesTheFileOfThisVersionByTextThatIsRight) {
  write("{}");
  const std::string version = editor_.read().version;
  EXPECT_EQ(editor_.replace("{\"roi_x\": -1}", version, "").written, Written::refused);
  EXPECT_EQ(text(), "{}");
  EXPECT_EQ(editor_.replace("{\"roi_x\": 1}", version, "").written, Written::yes);
  EXPECT_EQ(text(), "{\"roi_x\": 1}");
  EXPECT_EQ(editor_.replace("{\"roi_x\": 2}", version, "").written, Written::changed_meanwhile);
  EXPECT_EQ(text(), "{\"roi_x\": 1}");
}

TEST_F(Editor, ReplacesWhatALinkLeadsTo) {
  const std::string real = folder_.path() + "/real.json";
  data::write_file(real, "{}");
  std::filesystem::create_symlink(real, path_);
  editor_.set({{"roi_x", "7"}}, "");
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(load_settings(real).settings.region.x, 7);
}

TEST_F(Editor, SetsValuesAllOrNone) {
  write("{\n  \"roi_x\": 3 // left\n}\n");
  const auto refused = editor_.set({{"roi_x", "4"}, {"roi_width", "0"}}, "");
  EXPECT_EQ(refused.written, Written::refused);
  EXPECT_EQ(refused.faults.at(0).key, "roi_width");
  EXPECT_FALSE(refused.faults.at(0).line);
  EXPECT_EQ(editor_.set({{"roi_z", "4"}}, "").faults.at(0).key, "roi_z");
  EXPECT_EQ(editor_.set({{"roi_z", "4"}, {"sprint_key", "\"zet\""}}, "").faults.size(), 2U);
  EXPECT_EQ(text(), "{\n  \"roi_x\": 3 // left\n}\n");

  EXPECT_EQ(editor_.set({{"roi_x", "4"}, {"roi_width", "50"}}, "").written, Written::yes);
  EXPECT_EQ(text(), "{\n  \"roi_x\": 4, // left\n  \"roi_width\": 50\n}\n");
}

TEST_F(Editor, LeavesAFileThatIsWrongElsewhere) {
  write("{\n  \"rio_x\": 3\n}");
  const auto outcome = editor_.set({{"roi_x", "4"}}, "");
  EXPECT_EQ(outcome.written, Written::refused);
  EXPECT_EQ(outcome.faults.at(0).line, 2);
  EXPECT_EQ(text(), "{\n  \"rio_x\": 3\n}");
}

TEST_F(Editor, SetsValuesOfAProfile) {
  write(
      R"({"profiles": [{"profile_id": "a"}, {"profile_id": "b", "app_settings": {"roi_x": 1}}]})");
  editor_.set({{"roi_x", "9"}}, "b");
  editor_.set({{"roi_y", "8"}}, "a");
  const SettingsFile file = load_settings(path_);
  EXPECT_EQ(file.settings.region.x, 0);
  EXPECT_EQ(file.profiles[0].settings.region.y, 8);
  EXPECT_EQ(file.profiles[1].settings.region.x, 9);
}

TEST_F(Editor, SetsValuesOfAProfileInAFileOfItsOwn) {
  write("{}");
  const std::string profiles = folder_.path() + "/profiles";
  std::filesystem::create_directory(profiles);
  data::write_file(profiles + "/broken.json", "{");
  data::write_file(profiles + "/c.json", R"({"profile_id": "c"})");
  editor_.set({{"sprint_key", "\"x\""}}, "c");
  EXPECT_EQ(text(), "{}");
  EXPECT_EQ(load_settings(path_).profiles.at(0).settings.sprint_key, "x");
  EXPECT_THAT(
      [&] {
        editor_.set({{"roi_x", "1"}}, "d");
      },
      ::testing::ThrowsMessage<Error>(HasSubstr("no profile 'd'")));
}

// What a start of the watcher would refuse, each by its key, and by its line where the text has it.
TEST_F(Editor, FindsWhatTheWatcherWouldNotStartWith) {
  const auto keys = [&](const std::string& text) {
    std::string all;
    for (const SettingsFault& fault : editor_.check(text, "")) all += fault.key + " ";
    return all;
  };
  EXPECT_EQ(keys(R"({"detection_method": "ml", "ml_model_path": "none.onnx"})"), "ml_model_path ");
  EXPECT_EQ(keys(R"({"sprint_on_icon_path": "none.png"})"), "sprint_on_icon_path ");
  EXPECT_EQ(keys(R"({"sprint_key": "zet", "pause_key": "paus"})"), "sprint_key pause_key ");
  EXPECT_EQ(keys(R"({"roi_x": 32700})"), "roi_width ");
  EXPECT_EQ(keys(R"({"roi_width": 2})"), "roi_width roi_width ");  // neither icon fits
  EXPECT_EQ(keys(R"({"log_file_name": "no/such/folder"})"), "log_file_name ");
  EXPECT_EQ(keys(R"({"save_problematic_frames": true,
                     "problematic_frame_save_path": "data/icon_templates/sprint_on.png"})"),
            "problematic_frame_save_path ");
  EXPECT_EQ(keys(R"({"rio_x": 3, "roi_y": -1, "capture_fps": 0})"), " roi_y capture_fps ");
  EXPECT_EQ(keys(R"({"active_profile_id": "a", "profiles":
                     [{"profile_id": "a", "app_settings": {"sprint_key": "zet"}}]})"),
            "sprint_key ");
  EXPECT_EQ(editor_.check("{\n\n\"sprint_key\": \"zet\"}", "").at(0).line, 3);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/data/problem_frames"));
}

TEST_F(Editor, NamesTheLabelThatTheModelDoesNotHave) {
  const std::string model = SPRINT_SOURCE_DIR "/examples/sprint_classifier/sprint_classifier.onnx";
  const std::string text = R"({"detection_method": "ml", "ml_model_path": ")" + model + "\"";
  EXPECT_TRUE(editor_.check(text + "}", "").empty());
  EXPECT_EQ(editor_.check(text + R"(, "ml_active_label": "running"})", "").at(0).key,
            "ml_active_label");
}

TEST_F(Editor, SavesNothingThatTheWatcherWouldNotStartWith) {
  write("{}");
  const auto outcome = editor_.set({{"sprint_key", "\"zet\""}, {"roi_x", "4"}}, "");
  EXPECT_EQ(outcome.written, Written::refused);
  EXPECT_EQ(outcome.faults.at(0).key, "sprint_key");
  EXPECT_EQ(
      editor_.replace(R"({"sprint_on_icon_path": "none.png"})", editor_.read().version, "").written,
      Written::refused);
  EXPECT_EQ(text(), "{}");
  // What is wrong already may be mended.
  write(R"({"sprint_key": "zet"})");
  EXPECT_EQ(editor_.set({{"roi_x", "4"}}, "").written, Written::refused);
  EXPECT_EQ(editor_.set({{"sprint_key", "\"x\""}}, "").written, Written::yes);
}

TEST_F(Editor, ChecksTheProfileThatItChanges) {
  write("{}");
  const std::string profiles = folder_.path() + "/profiles";
  std::filesystem::create_directory(profiles);
  data::write_file(profiles + "/c.json", R"({"profile_id": "c"})");
  EXPECT_EQ(editor_.set({{"pause_key", "\"paus\""}}, "c").faults.at(0).key, "pause_key");
  EXPECT_EQ(editor_.check_values({{"pause_key", "\"paus\""}}, "c").at(0).key, "pause_key");
  EXPECT_EQ(read_json_text(profiles + "/c.json"), R"({"profile_id": "c"})");
}

}  // namespace
}  // namespace sprint::watch
