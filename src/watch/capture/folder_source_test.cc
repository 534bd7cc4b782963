#include "watch/capture/folder_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Folder : public testing::Test {
 protected:
  std::string write(const std::string& name, const Image& image) {
    const std::string path = folder_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    data::write_file(path, data::png_file(image));
    return path;
  }

  // The sizes of what comes, and how it ends.
  static std::string play(Source& source, int captures) {
    std::string text;
    Image frame;
    for (int i = 0; i < captures; ++i) {
      switch (source.capture(frame)) {
        case Capture::frame:
          text += std::to_string(frame.width) + " ";
          EXPECT_EQ(source.reason(), "");
          break;
        case Capture::failed:
          text += "failed ";
          break;
        case Capture::absent:
          text += "absent ";
          break;
        case Capture::ended:
          text += "ended ";
      }
    }
    return text;
  }

  TemporaryFolder folder_;
};

TEST_F(Folder, PlaysItsPicturesInOrderAndEnds) {
  write("b.png", data::formula_image(2, 5));
  write("a/2.png", data::formula_image(1, 5));
  write("c.png", data::formula_image(3, 5));
  data::write_file(folder_.path() + "/read.me", "no picture");
  FolderSource source(folder_.path(), {}, FolderSource::After::stop);
  EXPECT_EQ(play(source, 5), "1 2 3 ended ended ");
  EXPECT_THAT(source.reason(), HasSubstr("no more pictures"));
  EXPECT_EQ(source.title(), folder_.path());
  FolderSource again(folder_.path(), {}, FolderSource::After::start_over);
  EXPECT_EQ(play(again, 7), "1 2 3 1 2 3 1 ");
  EXPECT_THAT(again.file(), HasSubstr("a/2.png"));
}

TEST_F(Folder, CutsTheRegionOut) {
  const Image image = data::formula_image(20, 10);
  FolderSource source(write("a.png", image), Region{3, 4, 5, 6}, FolderSource::After::start_over);
  Image frame;
  ASSERT_EQ(source.capture(frame), Capture::frame);
  ASSERT_EQ(frame.width, 5);
  ASSERT_EQ(frame.height, 6);
  for (int y = 0; y < 6; ++y) {
    for (int i = 0; i < 15; ++i) {
      ASSERT_EQ(frame.pixels[static_cast<size_t>(y * 15 + i)],
                image.pixels[static_cast<size_t>((y + 4) * 60 + 9 + i)]);
    }
  }
  source.set_region({19, 9, 1, 1});
  ASSERT_EQ(source.capture(frame), Capture::frame);
  EXPECT_EQ(frame.pixels, std::vector<uint8_t>(image.pixels.end() - 3, image.pixels.end()));
}

TEST_F(Folder, SaysWhereARegionDoesNotLieWithinAPicture) {
  FolderSource source(write("a.png", data::formula_image(20, 10)), {},
                      FolderSource::After::start_over);
  for (const Region& region :
       {Region{0, 0, 21, 10}, Region{1, 0, 20, 10}, Region{-1, 0, 5, 5}, Region{0, 0, 0, 5},
        Region{0, 2147483647, 5, 5}, Region{0, 5, 5, 2147483647}}) {
    source.set_region(region);
    EXPECT_EQ(play(source, 1), "failed ");
    EXPECT_THAT(source.reason(), HasSubstr("does not lie within the picture of 20 x 10"));
  }
  source.set_region({0, 0, 20, 10});
  EXPECT_EQ(play(source, 1), "20 ");
}

TEST_F(Folder, GoesOnAfterADamagedPicture) {
  write("a.png", data::formula_image(4, 4));
  data::write_file(folder_.path() + "/b.png", "damaged");
  write("c.png", data::formula_image(6, 4));
  FolderSource source(folder_.path(), {}, FolderSource::After::stop);
  EXPECT_EQ(play(source, 2), "4 failed ");
  EXPECT_THAT(source.reason(), HasSubstr("b.png"));
  EXPECT_EQ(play(source, 2), "6 ended ");
}

TEST_F(Folder, MustHoldPictures) {
  const auto open = [](const std::string& path) {
    return [path] { FolderSource(path, {}, FolderSource::After::stop); };
  };
  EXPECT_THAT(open(folder_.path()), ThrowsMessage<Error>(HasSubstr("holds no pictures")));
  EXPECT_THAT(open(folder_.path() + "/none"), ThrowsMessage<Error>(HasSubstr("no such file")));
}

}  // namespace
}  // namespace sprint::watch
