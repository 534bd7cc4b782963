#include "base/mapped_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/error.h"
#include "base/temporary_folder.h"

namespace sprint {
namespace {

constexpr size_t kPages = 4 * 65536;  // more than one page on any system

TEST(MappedFile, ReleasedPagesAreReadAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/data";
  std::ofstream(path) << std::string(kPages, 'x');
  const Bytes bytes = map_file(path);
  release_pages(bytes.part(1, kPages - 1));
  EXPECT_EQ(bytes.text(), std::string(kPages, 'x'));
}

TEST(MappedFile, ReleaseLeavesOtherMemoryAlone) {
  const Bytes owned = Bytes::own(std::vector<char>(kPages, 'x'));
  release_pages(owned);
  EXPECT_EQ(owned.text(), std::string(kPages, 'x'));
  const std::string viewed(kPages, 'y');
  release_pages(Bytes(viewed.data(), viewed.size(), nullptr));
  EXPECT_EQ(viewed, std::string(kPages, 'y'));
}

TEST(MappedFile, AnEmptyFileGivesNoBytes) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() + "/file").close();
  EXPECT_TRUE(map_file(folder.path() + "/file").empty());
}

TEST(MappedFile, NamesWhatCannotBeMapped) {
  const TemporaryFolder folder;
  for (const std::string& path :
       {folder.path() + "/missing", folder.path(), std::string("/dev/null")}) {
    try {
      map_file(path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_input);
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace sprint
