#include "watch/page/settings_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using Written = SettingsEditor::Written;

class Editor : public testing::Test {
 protected:
  void write(const std::string& text) { data::write_file(path_, text); }
  std::string text() const { return read_json_text(path_); }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/settings.json";
  const SettingsEditor editor_{path_};
};

TEST_F(Editor, NamesLineAndKeyOfAFault) {
  const auto fault = editor_.check("{\n  \"roi_x\": 3,\n  \"capture_fps\": 900\n}");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->line, 3);
  EXPECT_EQ(fault->key, "capture_fps");
  EXPECT_EQ(fault->message, "expected a number above 0, at most 120, got 900");
  EXPECT_EQ(editor_.check("{\n  \"roi_x\": 3,,\n}")->line, 2);
  EXPECT_FALSE(editor_.check("{} // all as it is"));
}

TEST_F(Editor, ReplacesTheFileOfThisVersionByTextThatIsRight) {
  write("{}");
  const std::string version = editor_.read().version;
  EXPECT_EQ(editor_.replace("{\"roi_x\": -1}", version).written, Written::refused);
  EXPECT_EQ(text(), "{}");
  EXPECT_EQ(editor_.replace("{\"roi_x\": 1}", version).written, Written::yes);
  EXPECT_EQ(text(), "{\"roi_x\": 1}");
  EXPECT_EQ(editor_.replace("{\"roi_x\": 2}", version).written, Written::changed_meanwhile);
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
  EXPECT_EQ(refused.fault.key, "roi_width");
  EXPECT_FALSE(refused.fault.line);
  EXPECT_EQ(editor_.set({{"roi_z", "4"}}, "").fault.key, "roi_z");
  EXPECT_EQ(text(), "{\n  \"roi_x\": 3 // left\n}\n");

  EXPECT_EQ(editor_.set({{"roi_x", "4"}, {"roi_width", "5"}}, "").written, Written::yes);
  EXPECT_EQ(text(), "{\n  \"roi_x\": 4, // left\n  \"roi_width\": 5\n}\n");
}

TEST_F(Editor, LeavesAFileThatIsWrongElsewhere) {
  write("{\n  \"rio_x\": 3\n}");
  const auto outcome = editor_.set({{"roi_x", "4"}}, "");
  EXPECT_EQ(outcome.written, Written::refused);
  EXPECT_EQ(outcome.fault.line, 2);
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

}  // namespace
}  // namespace sprint::watch
