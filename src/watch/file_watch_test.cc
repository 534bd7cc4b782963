#include "watch/file_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_folder.h"

namespace sprint::watch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FileWatchTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.path() + "/" + name; }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(at(name)) << text;
  }
  bool readable() const {
    pollfd waiting{watch_.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 1;
  }

  TemporaryFolder folder_;
  FileWatch watch_;
};

TEST_F(FileWatchTest, SeesAFileWrittenInPlace) {
  write("a", "1");
  watch_.set({at("a")});
  EXPECT_FALSE(readable());
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("a", "2");  // as long as before, and within one tick of the file system's clock
  EXPECT_TRUE(readable());
  EXPECT_THAT(watch_.changed(), ElementsAre(at("a")));
  EXPECT_FALSE(readable());
  EXPECT_THAT(watch_.changed(), IsEmpty());
}

TEST_F(FileWatchTest, WaitsUntilTheWriterIsDone) {
  watch_.set({at("a")});
  {
    std::ofstream file(at("a"));
    file << "half" << std::flush;
    EXPECT_THAT(watch_.changed(), IsEmpty());
  }
  EXPECT_THAT(watch_.changed(), ElementsAre(at("a")));
}

TEST_F(FileWatchTest, SeesAFileReplacedAndReplacedAgain) {
  write("a", "1");
  watch_.set({at("a")});
  for (int round = 0; round < 3; ++round) {
    write("a.new", "2");
    EXPECT_THAT(watch_.changed(), IsEmpty());
    std::filesystem::rename(at("a.new"), at("a"));
    EXPECT_THAT(watch_.changed(), ElementsAre(at("a")));
  }
}

TEST_F(FileWatchTest, TellsTheFilesApart) {
  write("a", "1");
  write("b", "1");
  watch_.set({at("a"), at("b"), at("c")});
  write("b", "2");
  write("d", "2");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("b")));
  write("c", "2");
  write("a", "2");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("a"), at("c")));
  watch_.set({at("d")});
  write("a", "3");
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("d", "3");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("d")));
}

TEST_F(FileWatchTest, SeesAFileThatGoesAndComesBack) {
  write("a", "1");
  watch_.set({at("a")});
  std::filesystem::remove(at("a"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("a", "1");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("a")));
}

TEST_F(FileWatchTest, SeesAFileInAFolderThatIsMadeLater) {
  watch_.set({at("x/y/a")});
  std::filesystem::create_directory(at("x"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  std::filesystem::create_directory(at("x/y"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("x/y/a", "1");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("x/y/a")));
}

TEST_F(FileWatchTest, SeesAFileInAFolderThatIsReplaced) {
  std::filesystem::create_directory(at("x"));
  std::filesystem::create_directory(at("y"));
  write("x/a", "1");
  write("y/a", "longer");
  watch_.set({at("x/a")});
  std::filesystem::rename(at("x"), at("z"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  std::filesystem::rename(at("y"), at("x"));
  EXPECT_THAT(watch_.changed(), ElementsAre(at("x/a")));
  write("z/a", "3");
  EXPECT_THAT(watch_.changed(), IsEmpty());
  std::filesystem::remove_all(at("x"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  std::filesystem::create_directory(at("x"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("x/a", "4");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("x/a")));
}

TEST_F(FileWatchTest, FollowsLinks) {
  std::filesystem::create_directory(at("target"));
  write("target/a", "1");
  write("target/b", "1");
  std::filesystem::create_symlink(at("target/a"), at("link"));
  watch_.set({at("link")});
  write("target/a", "2");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("link")));
  std::filesystem::create_symlink(at("target/b"), at("new"));
  std::filesystem::rename(at("new"), at("link"));
  EXPECT_THAT(watch_.changed(), ElementsAre(at("link")));
  write("target/a", "3");
  EXPECT_THAT(watch_.changed(), IsEmpty());
  write("target/b", "3");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("link")));
  std::filesystem::remove(at("link"));
  EXPECT_THAT(watch_.changed(), IsEmpty());
  std::filesystem::create_symlink(at("target/a"), at("link"));
  EXPECT_THAT(watch_.changed(), ElementsAre(at("link")));
}

TEST_F(FileWatchTest, SeesTheFilesOfAFolder) {
  watch_.set({at("folder")});
  std::filesystem::create_directory(at("folder"));
  EXPECT_THAT(watch_.changed(), ElementsAre(at("folder")));
  write("beside", "1");
  EXPECT_THAT(watch_.changed(), IsEmpty());
  for (int round = 0; round < 2; ++round) {
    write("folder/a", "1");
    EXPECT_THAT(watch_.changed(), ElementsAre(at("folder")));
  }
  write("b", "1");
  std::filesystem::rename(at("b"), at("folder/b"));
  EXPECT_THAT(watch_.changed(), ElementsAre(at("folder")));
}

TEST_F(FileWatchTest, SurvivesMoreEventsThanTheQueueHolds) {
  write("a", "1");
  watch_.set({at("a")});
  for (int i = 0; i < 20000; ++i) write(i % 2 == 0 ? "b" : "c", "");
  write("a", "longer");
  EXPECT_THAT(watch_.changed(), ElementsAre(at("a")));
}

}  // namespace
}  // namespace sprint::watch
