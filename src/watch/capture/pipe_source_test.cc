#include "watch/capture/pipe_source.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <thread>

#include "base/temporary_folder.h"
#include "sprint/error.h"
#include "tests/support/count_allocations.h"

namespace sprint::watch {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

struct Pipe {
  Descriptor read_end, write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void write_all(int descriptor, const std::vector<uint8_t>& bytes, size_t piece) {
  for (size_t i = 0; i < bytes.size();) {
    const ssize_t size = ::write(descriptor, bytes.data() + i, std::min(piece, bytes.size() - i));
    ASSERT_GT(size, 0);
    i += static_cast<size_t>(size);
  }
}

std::vector<uint8_t> counting(size_t count) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>(i * 7));
  return bytes;
}

TEST(PipeSource, PutsFramesTogetherFromPieces) {
  Pipe pipe = make_pipe();
  const std::vector<uint8_t> video = counting(5 * 4 * 3 * 3);
  PipeSource source(std::move(pipe.read_end), "pipe", {5, 4}, {});
  std::thread writer([&] {
    write_all(pipe.write_end.number(), video, 7);
    pipe.write_end = Descriptor();
  });
  Image frame;
  for (ptrdiff_t i = 0; i < 3; ++i) {
    ASSERT_EQ(source.capture(frame), Capture::frame) << source.reason();
    EXPECT_EQ(source.reason(), "");
    EXPECT_EQ(frame.width, 5);
    EXPECT_EQ(frame.height, 4);
    EXPECT_EQ(frame.pixels,
              std::vector<uint8_t>(video.begin() + i * 60, video.begin() + i * 60 + 60));
  }
  writer.join();
  EXPECT_EQ(source.capture(frame), Capture::ended);
  EXPECT_THAT(source.reason(), HasSubstr("is over"));
}

TEST(PipeSource, TurnsBgrxIntoRgbAndCutsTheRegionOut) {
  Pipe pipe = make_pipe();
  const std::vector<uint8_t> video{1, 2, 3, 99, 4, 5, 6, 99, 7, 8, 9, 99, 10, 11, 12, 99};
  write_all(pipe.write_end.number(), video, 16);
  write_all(pipe.write_end.number(), video, 16);
  PipeSource source(std::move(pipe.read_end), "pipe", {2, 2, RawFormat::bgrx}, {});
  Image frame;
  ASSERT_EQ(source.capture(frame), Capture::frame);
  EXPECT_THAT(frame.pixels, ElementsAre(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10));
  source.set_region({1, 0, 1, 2});
  ASSERT_EQ(source.capture(frame), Capture::frame);
  EXPECT_EQ(frame.width, 1);
  EXPECT_THAT(frame.pixels, ElementsAre(6, 5, 4, 12, 11, 10));
}

TEST(PipeSource, AllocatesNothingOnceTheSizeIsKnown) {
  ASSERT_GE(tests::count_allocations([] { std::vector<int> counted(3); }), 1U);
  Pipe pipe = make_pipe();
  write_all(pipe.write_end.number(), counting(2 * 300), 1000);
  PipeSource source(std::move(pipe.read_end), "pipe", {10, 10}, Region{1, 1, 8, 8});
  Image frame;
  ASSERT_EQ(source.capture(frame), Capture::frame);
  EXPECT_EQ(tests::count_allocations([&] { source.capture(frame); }), 0U);
}

TEST(PipeSource, IsAbsentWhileNothingComes) {
  Pipe pipe = make_pipe();
  PipeSource source(std::move(pipe.read_end), "camera", {2, 1}, {});
  Image frame;
  EXPECT_EQ(source.capture(frame), Capture::absent);
  EXPECT_EQ(source.reason(), "no video from camera for 1000 ms");
  write_all(pipe.write_end.number(), {1, 2, 3, 4}, 4);
  EXPECT_EQ(source.capture(frame), Capture::absent);
  write_all(pipe.write_end.number(), {5, 6}, 2);
  EXPECT_EQ(source.capture(frame), Capture::frame);
  EXPECT_THAT(frame.pixels, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(PipeSource, WaitsForVideoOrStop) {
  using Clock = std::chrono::steady_clock;
  Pipe pipe = make_pipe(), stop = make_pipe();
  PipeSource source(std::move(pipe.read_end), "pipe", {2, 1}, {});
  const auto begin = Clock::now();
  source.wait(milliseconds(20), stop.read_end.number());
  EXPECT_GE(Clock::now() - begin, milliseconds(20));
  write_all(stop.write_end.number(), {1}, 1);
  source.wait(std::chrono::hours(1), stop.read_end.number());
  write_all(pipe.write_end.number(), {1}, 1);
  source.wait(std::chrono::hours(1), -1);
}

TEST(PipeSource, SaysWhereAVideoEndsWithinAFrame) {
  Pipe pipe = make_pipe();
  write_all(pipe.write_end.number(), counting(5), 5);
  pipe.write_end = Descriptor();
  PipeSource source(std::move(pipe.read_end), "pipe", {2, 1}, {});
  Image frame;
  EXPECT_EQ(source.capture(frame), Capture::ended);
  EXPECT_EQ(source.reason(), "the video of pipe ends within a frame, 5 bytes of 6");
}

TEST(PipeSource, SaysWhereTheRegionDoesNotFitAndGoesOn) {
  Pipe pipe = make_pipe();
  write_all(pipe.write_end.number(), counting(12), 12);
  PipeSource source(std::move(pipe.read_end), "pipe", {2, 1}, Region{1, 0, 2, 1});
  Image frame;
  EXPECT_EQ(source.capture(frame), Capture::failed);
  EXPECT_THAT(source.reason(), HasSubstr("does not lie within the video of 2 x 1"));
  source.set_region({0, 0, 2, 1});
  EXPECT_EQ(source.capture(frame), Capture::frame);
  EXPECT_EQ(frame.pixels[0], 42);  // of the second frame
}

TEST(PipeSource, OpensAFifoBeforeItsWriter) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  PipeSource source(path, {1, 1}, {});
  Image frame;
  EXPECT_EQ(source.capture(frame), Capture::absent);
  Descriptor writer(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  write_all(writer.number(), {1, 2, 3}, 3);
  EXPECT_EQ(source.capture(frame), Capture::frame);
  writer = Descriptor();
  EXPECT_EQ(source.capture(frame), Capture::ended);
  EXPECT_EQ(source.title(), path);
}

TEST(PipeSource, RefusesWhatIsNoVideo) {
  EXPECT_THAT(
      [] {
        PipeSource("/none/fifo", {2, 2}, {});
      },
      ThrowsMessage<Error>(HasSubstr("/none/fifo: cannot be read")));
  EXPECT_THAT(
      [] {
        PipeSource("/dev/null", {0, 2}, {});
      },
      ThrowsMessage<Error>(HasSubstr("/dev/null: a video cannot have 0 x 2 pixels")));
}

}  // namespace
}  // namespace sprint::watch
