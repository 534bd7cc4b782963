#include "watch/followed_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "watch/readable.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using Change = FollowedSettings::Change;

class FollowedSettingsTest : public testing::Test {
 protected:
  FollowedSettingsTest() { write("settings.json", R"({"roi_x": 1, "ml_model_path": "a.onnx"})"); }

  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    data::write_file(path(name), text);
  }
  // What comes within a minute.
  static Change wait(FollowedSettings& followed) {
    EXPECT_TRUE(wait_readable({followed.descriptor()}, std::chrono::minutes(1)));
    return followed.read_changes();
  }

  TemporaryFolder folder_;
};

TEST_F(FollowedSettingsTest, ReadsTheFileAgainWhenItChanges) {
  FollowedSettings followed(path("settings.json"), {});
  EXPECT_EQ(followed.settings().region.x, 1);
  EXPECT_EQ(followed.read_changes(), Change::none);
  write("settings.json", R"({"roi_x": 2, "downloads_dir": "x"})");
  EXPECT_EQ(wait(followed), Change::settings);
  EXPECT_EQ(followed.settings().region.x, 2);
  EXPECT_THAT(followed.notes(), testing::ElementsAre(HasSubstr("downloads_dir is not used")));
}

TEST_F(FollowedSettingsTest, KeepsWhatItHadWhereTheFileIsBroken) {
  FollowedSettings followed(path("settings.json"), {});
  write("settings.json", R"({"roi_x": -2})");
  EXPECT_THAT([&] { wait(followed); }, ThrowsMessage<Error>(HasSubstr("roi_x")));
  EXPECT_EQ(followed.settings().region.x, 1);
  EXPECT_THAT(followed.notes(), IsEmpty());
  write("settings.json", R"({"roi_x": 3})");
  EXPECT_EQ(wait(followed), Change::settings);
  EXPECT_EQ(followed.settings().region.x, 3);
}

TEST_F(FollowedSettingsTest, TellsThatTheDetectorIsMadeOfOtherFiles) {
  write("settings.json", R"({"detection_method": "ml", "ml_model_path": "a.onnx"})");
  FollowedSettings followed(path("settings.json"), {path("other.onnx")});
  write("a.onnx", "later than the settings");
  EXPECT_EQ(wait(followed), Change::detector);
  write("other.onnx", "beside it");
  EXPECT_EQ(wait(followed), Change::detector);
  write("settings.json", R"({"detection_method": "ml", "ml_model_path": "b.onnx"})");
  EXPECT_EQ(wait(followed), Change::settings);
  write("b.onnx", "of the new settings");
  EXPECT_EQ(wait(followed), Change::detector);
}

TEST_F(FollowedSettingsTest, TakesTheProfileOfTheWindow) {
  write("settings.json", R"({"game_window_title": "Camelot", "roi_x": 1, "profiles": [
      {"profile_id": "m", "window_title_pattern": "Merlin",
       "app_settings": {"roi_x": 7, "game_window_title": "another"}}]})");
  FollowedSettings followed(path("settings.json"), {});
  EXPECT_FALSE(followed.set_title("Camelot"));
  EXPECT_TRUE(followed.set_title("Camelot of Merlin"));
  EXPECT_FALSE(followed.set_title("Camelot of Merlin"));
  EXPECT_EQ(followed.settings().region.x, 7);
  EXPECT_EQ(followed.settings().active_profile_id, "m");
  EXPECT_EQ(followed.settings().game_window_title, "Camelot");
  EXPECT_TRUE(followed.set_title("Camelot"));
  EXPECT_EQ(followed.settings().region.x, 1);
}

}  // namespace
}  // namespace sprint::watch
