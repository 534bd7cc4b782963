#include "watch/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"
#include "sprint/error.h"

namespace sprint::watch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

class LogTest : public testing::Test {
 protected:
  Log::Options options() const { return {.path = path_, .descriptor = -1}; }

  TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/watch.log";
};

TEST_F(LogTest, LinesHaveTimeLevelAndText) {
  const std::chrono::system_clock::time_point time{std::chrono::milliseconds(1764067454007)};
  EXPECT_EQ(log_line(LogLevel::warning, "window 'a\nb' \x1b[2J", time),
            "2025-11-25T10:44:14.007Z WARNING window 'a\\nb' \\x1b[2J");
  EXPECT_EQ(log_line(LogLevel::debug, "", std::chrono::system_clock::time_point{}),
            "1970-01-01T00:00:00.000Z DEBUG ");
  EXPECT_LE(log_line(LogLevel::info, std::string(100000, '\a'), time).size(), 4000U);
}

TEST_F(LogTest, LeavesOutWhatIsLessImportant) {
  Log log({.level = LogLevel::warning, .path = path_, .descriptor = -1});
  log.write(LogLevel::debug, "a");
  log.write(LogLevel::info, "b");
  log.write(LogLevel::warning, "c");
  log.write(LogLevel::critical, "d");
  const auto lines = lines_of(path_);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], MatchesRegex("20..-..-..T..:..:......Z WARNING c"));
  EXPECT_THAT(lines[1], EndsWith("CRITICAL d"));
  EXPECT_EQ(log.dropped(), 0);
}

TEST_F(LogTest, AppendsToTheFile) {
  { Log(options()).write(LogLevel::info, "first"); }
  { Log(options()).write(LogLevel::info, "second"); }
  EXPECT_EQ(lines_of(path_).size(), 2U);
}

TEST_F(LogTest, KeepsTheFilesSmallAndFew) {
  Log::Options small = options();
  small.largest = 4096;
  Log log(small);
  for (int i = 0; i < 1000; ++i) log.write(LogLevel::info, "line " + std::to_string(i));
  int newest = 1000;
  for (const std::string suffix : {"", ".1", ".2", ".3"}) {
    EXPECT_LE(std::filesystem::file_size(path_ + suffix), 4096U);
    const auto lines = lines_of(path_ + suffix);
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines.back(), EndsWith("line " + std::to_string(newest - 1)));
    newest -= static_cast<int>(lines.size());
  }
  EXPECT_FALSE(std::filesystem::exists(path_ + ".4"));
  EXPECT_EQ(log.dropped(), 0);
}

TEST_F(LogTest, GoesOnWhenItsFileIsTakenAway) {
  Log::Options small = options();
  small.largest = 4096;
  Log log(small);
  log.write(LogLevel::info, "lost with the file");
  std::filesystem::remove(path_);
  for (int i = 0; i < 200; ++i) log.write(LogLevel::info, "line " + std::to_string(i));
  EXPECT_EQ(log.dropped(), 0);
  EXPECT_THAT(lines_of(path_).back(), EndsWith("line 199"));
}

TEST_F(LogTest, AFullDiskDropsAndCounts) {
  Log log({.path = "/dev/full", .descriptor = -1});
  for (int i = 0; i < 10; ++i) log.write(LogLevel::error, "x");
  EXPECT_EQ(log.dropped(), 10);
}

TEST_F(LogTest, SaysHowManyLinesAreMissingAndLeavesNoHalfLine) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  Log log(options());
  const std::string text(100, 'x');
  log.write(LogLevel::info, text);
  const rlimit full{200, before.rlim_max};  // one line and part of another
  setrlimit(RLIMIT_FSIZE, &full);
  for (int i = 0; i < 7; ++i) log.write(LogLevel::info, text);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(log.dropped(), 7);
  log.write(LogLevel::info, "again");
  const auto lines = lines_of(path_);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0], EndsWith(" INFO " + text));
  EXPECT_THAT(lines[1], EndsWith(" WARNING 7 lines are missing here"));
  EXPECT_THAT(lines[2], EndsWith(" INFO again"));
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsNamed) {
  try {
    const Log log({.path = folder_.path() + "/none/watch.log"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/none/watch.log: cannot be written: No such file"));
  }
}

TEST_F(LogTest, DoesNotWaitForAReader) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  Log log({.path = path_, .descriptor = ends[1]});
  int written = 0;
  while (log.dropped() < 10) {
    log.write(LogLevel::info, std::string(2000, 'x'));
    ++written;
  }
  EXPECT_GT(written, 20);
  EXPECT_EQ(lines_of(path_).size(), static_cast<size_t>(written));  // the file has them all
  ::close(ends[0]);
  log.write(LogLevel::info, "nobody reads");  // and no SIGPIPE
  EXPECT_EQ(log.dropped(), 11);
  ::close(ends[1]);
}

TEST_F(LogTest, TakesLinesOfSeveralThreads) {
  Log log(options());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&log] {
      for (int line = 0; line < 500; ++line) log.write(LogLevel::info, "of some length");
    });
  for (std::thread& thread : threads) thread.join();
  const auto lines = lines_of(path_);
  EXPECT_EQ(lines.size(), 2000U);
  for (const std::string& line : lines) EXPECT_THAT(line, EndsWith("Z INFO of some length"));
}

}  // namespace
}  // namespace sprint::watch
