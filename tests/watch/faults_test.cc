// What goes wrong around `sprint watch`: a line says so, and it goes on by itself when it is over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/watch/watch_fixture.h"

namespace sprint::tests {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FaultsTest : public WatchTest {
 protected:
  // From now on no file of the watcher may grow past `bytes`, which is to it as if the disk were
  // full; it needs no rights and can be taken back.
  void limit_files(rlim_t bytes) const {
    const rlimit limit{bytes, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(watcher->id(), RLIMIT_FSIZE, &limit, nullptr), 0);
  }

  // Frames of the whole window, whose pictures are larger than all else that the watcher writes.
  void watch_all_of_the_window() {
    settings.update({{"roi_x", 0}, {"roi_y", 0}, {"roi_width", 640}, {"roi_height", 480}});
  }
  static constexpr rlim_t kBelowAPicture = 100'000;

  size_t samples() const {
    std::error_code none;
    size_t pictures = 0;
    for (const auto& file : std::filesystem::directory_iterator(path("samples/any"), none))
      pictures += file.path().extension() == ".png" ? 1 : 0;
    return pictures;
  }
};

TEST_F(FaultsTest, GoesOnWithItsLogWhenTheDiskHasRoomAgain) {
  write("watch.log", std::string(500'000, 'x') + "\n");  // more than all else that it writes
  settings["log_file_name"] = path("watch.log");
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("off")) << log();
  const size_t before = read_text(path("watch.log")).size();
  limit_files(before + 20);
  press('z');
  ASSERT_TRUE(has_state("on")) << log();
  EXPECT_EQ(read_text(path("watch.log")).size(), before);  // and no half line
  EXPECT_THAT(log(), HasSubstr("sprint is on"));
  limit_files(RLIM_INFINITY);
  press('z');
  ASSERT_TRUE(has_state("off")) << log();
  EXPECT_EQ(end_watcher(), 0);
  EXPECT_THAT(read_text(path("watch.log")).substr(before),
              AllOf(HasSubstr("lines are missing here"), HasSubstr("sprint is off (was on)"),
                    Not(HasSubstr("sprint is on"))));
}

TEST_F(FaultsTest, GoesOnSavingFramesWhenTheDiskHasRoomAgain) {
  watch_all_of_the_window();
  settings["save_problematic_frames"] = true;
  settings["problematic_frame_save_path"] = path("problems");
  settings["ml_confidence_threshold"] = 1;  // which no frame reaches
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_events("recorded", 1)) << log();
  limit_files(kBelowAPicture);
  ASSERT_TRUE(has_events("not_recorded", 1)) << log();
  EXPECT_THAT(std::string(events("not_recorded")[0].at("text")),
              AllOf(HasSubstr(path("problems")), HasSubstr("cannot be written")));
  limit_files(RLIM_INFINITY);
  const size_t kept = events("recorded").size();
  ASSERT_TRUE(has_events("recorded", kept + 1)) << log();
  EXPECT_EQ(events("not_recorded").size(), 1U);
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(FaultsTest, GoesOnCollectingWhenTheDiskHasRoomAgain) {
  watch_all_of_the_window();
  write_settings();
  start_game({});
  watcher.emplace(
      std::vector<std::string>{SPRINT_BINARY, "collect", "--settings", path("settings.json"),
                               "--output", path("samples"), "--label", "any"},
      environment(), path("events"), path("log"));
  ASSERT_TRUE(eventually([&] { return samples() > 0; })) << log();
  limit_files(kBelowAPicture);
  ASSERT_TRUE(eventually([&] { return log().find("cannot be written") != std::string::npos; }));
  const size_t kept = samples();
  limit_files(RLIM_INFINITY);
  EXPECT_TRUE(eventually([&] { return samples() > kept; })) << log();
  EXPECT_EQ(end_watcher(), 0) << log();
}

// A program that is stopped and continued sees what one does whose machine sleeps, but for the
// clocks, which are ClockJumps' to read.
TEST_F(FaultsTest, GoesOnWhereItIsWhenItWasStopped) {
  constexpr std::chrono::seconds kStopped{3};
  settings["auto_sprint"] = true;
  write_settings();
  start_game({"--tires", "0.3,0.6"});
  start_watcher();
  ASSERT_TRUE(has_events("key", 2)) << log();
  // Clocks are compared around waits: one that is stopped within a frame, as happens where others
  // have the processor, has nothing to tell.
  int stops = 0;
  while (events("clock").empty() && stops < 10) {
    ::kill(watcher->id(), SIGSTOP);
    ++stops;
    EXPECT_TRUE(eventually([&] { return !key_is_down(); }));
    std::this_thread::sleep_for(kStopped);
    EXPECT_FALSE(key_is_down());
    const size_t keys = events("key").size();
    ::kill(watcher->id(), SIGCONT);
    ASSERT_TRUE(has_events("key", keys + 1)) << log();
  }
  ASSERT_TRUE(has_events("clock", 1)) << log();
  EXPECT_THAT(std::string(events("clock")[0].at("text")), HasSubstr("did not run for"));
  EXPECT_EQ(end_watcher(), 0) << log();

  // No frame is taken for one that could not be.
  const json ended = events("ended").at(0);
  const int64_t ran_us = ended.at("t_us").get<int64_t>() -
                         events("started").at(0).at("t_us").get<int64_t>() -
                         stops * std::chrono::microseconds(kStopped).count();
  EXPECT_LE(ended.at("frames").get<int64_t>(), ran_us * 30 / 1'000'000 + 2);
}

TEST_F(FaultsTest, LeavesNoKeyPressedWheneverItIsStopped) {
  settings["auto_sprint"] = true;
  write_settings();
  start_game({"--tires", "0.05,0.1"});
  start_watcher();
  ASSERT_TRUE(has_events("key", 1)) << log();
  for (int stop = 0; stop < 10; ++stop) {
    std::this_thread::sleep_for(milliseconds(50 + 37 * stop));
    ::kill(watcher->id(), SIGSTOP);
    EXPECT_TRUE(eventually([&] { return !key_is_down(); }));
    ::kill(watcher->id(), SIGCONT);
  }
  EXPECT_EQ(end_watcher(), 0) << log();
}

}  // namespace
}  // namespace sprint::tests
