#include "base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/temporary_folder.h"

namespace sprint {
namespace {

std::string read(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

size_t entries(const std::string& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(AtomicFile, AppearsOnCommitWithAllThatWasWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out";
  const std::string large(1 << 20, 'x');
  AtomicFile file(path);
  file.write("small ");
  file.write(large);
  file.write(" end");
  EXPECT_FALSE(std::filesystem::exists(path));
  file.commit();
  EXPECT_EQ(read(path), "small " + large + " end");
  EXPECT_EQ(file.size(), large.size() + 10);
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFile, LeavesNothingWithoutCommitAndKeepsWhatWasThere) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out";
  std::ofstream(path) << "before";
  { AtomicFile(path).write("half"); }
  EXPECT_EQ(read(path), "before");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFile, IsOneEventToWhoWatchesTheFolder) {
  const TemporaryFolder folder;
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(watch, folder.path().c_str(), IN_CLOSE_WRITE | IN_MOVED_TO), 0);
  write_file(folder.path() + "/out", "bytes");
  alignas(inotify_event) char buffer[4096];
  const ssize_t size = ::read(watch, buffer, sizeof buffer);
  std::vector<uint32_t> events;
  for (ssize_t at = 0; at < size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
    if (event->name == std::string("out")) events.push_back(event->mask);
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  EXPECT_EQ(events, std::vector<uint32_t>{IN_MOVED_TO});
  ::close(watch);
}

TEST(AtomicFile, AnInterruptRemovesTheTemporaryFile) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path() + "/out");
  ASSERT_TRUE(std::filesystem::exists(file.temporary_path()));
  remove_scratch_paths();
  EXPECT_FALSE(std::filesystem::exists(file.temporary_path()));
}

TEST(AtomicFile, NamesTheFolderThatDoesNotExist) {
  try {
    const AtomicFile file("/nonexistent/out.onnx");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_input);
    EXPECT_NE(std::string(error.what()).find("/nonexistent/out.onnx"), std::string::npos);
  }
}

TEST(AtomicFile, NeverTakesThePlaceOfADevice) {
  EXPECT_THROW(AtomicFile("/dev/null"), Error);
  EXPECT_FALSE(std::filesystem::is_regular_file("/dev/null"));
}

}  // namespace
}  // namespace sprint
