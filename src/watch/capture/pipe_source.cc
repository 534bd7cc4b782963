#include "watch/capture/pipe_source.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "data/picture_size.h"
#include "watch/readable.h"

namespace sprint::watch {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};

// Without waiting for a writer, where it is a FIFO.
Descriptor open_pipe(const std::string& path) {
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (number < 0) fail("{}: cannot be read: {}", path, std::strerror(errno));
  return Descriptor(number);
}

size_t frame_size(const RawVideo& video) {
  if (video.width <= 0 || video.height <= 0) {
    fail_usage("a video cannot have {} x {} pixels", video.width, video.height);
  }
  data::check_picture_size(static_cast<uint64_t>(video.width), static_cast<uint64_t>(video.height));
  return static_cast<size_t>(video.width) * static_cast<size_t>(video.height) *
         bytes_per_pixel(video.format);
}

}  // namespace

PipeSource::PipeSource(Descriptor pipe, std::string name, const RawVideo& video,
                       std::optional<Region> region)
    : pipe_(std::move(pipe)),
      name_(std::move(name)),
      video_(video),
      region_(region),
      buffer_(with_context(name_, [&] { return frame_size(video); })) {}

PipeSource::PipeSource(const std::string& path, const RawVideo& video, std::optional<Region> region)
    : PipeSource(open_pipe(path), path, video, region) {}

// Reads the rest of the frame.
Capture PipeSource::fill() {
  while (filled_ < buffer_.size()) {
    if (!wait_readable({pipe_.number()}, kPatience)) {
      reason_ = fmt::format("no video from {} for {} ms", name_, kPatience.count());
      return Capture::absent;
    }
    const ssize_t size = ::read(pipe_.number(), buffer_.data() + filled_, buffer_.size() - filled_);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0) {
      reason_ = fmt::format("{}: cannot be read: {}", name_, std::strerror(errno));
      return Capture::failed;
    }
    if (size == 0) {
      reason_ = filled_ == 0 ? fmt::format("the video of {} is over", name_)
                             : fmt::format("the video of {} ends within a frame, {} bytes of {}",
                                           name_, filled_, buffer_.size());
      return Capture::ended;
    }
    filled_ += static_cast<size_t>(size);
  }
  filled_ = 0;
  return Capture::frame;
}

Capture PipeSource::capture(Image& frame) {
  const Capture captured = fill();
  if (captured != Capture::frame) return captured;
  const Region region = region_.value_or(Region{0, 0, video_.width, video_.height});
  std::string why = misfit(region, video_.width, video_.height, "video");
  if (!why.empty()) {
    reason_ = fmt::format("{}: {}", name_, why);
    return Capture::failed;
  }
  crop({buffer_.data(), video_.width, video_.height,
        buffer_.size() / static_cast<size_t>(video_.height), video_.format},
       region, frame);
  reason_.clear();
  return Capture::frame;
}

void PipeSource::wait(std::chrono::milliseconds longest, int stop_descriptor) {
  wait_readable({pipe_.number(), stop_descriptor}, longest);
}

}  // namespace sprint::watch
