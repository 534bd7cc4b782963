// Raw video instead of a window.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "watch/capture/crop.h"
#include "watch/capture/source.h"
#include "watch/descriptor.h"

namespace sprint::watch {

struct RawVideo {
  int width = 0, height = 0;
  RawFormat format = RawFormat::rgb24;
};

// Frame after frame from a pipe, FIFO or file, rows without gaps between them:
//   ffmpeg -i game.mp4 -f rawvideo -pix_fmt rgb24 FIFO
// All frames are handed out in order; whoever writes waits for whoever reads.
class PipeSource final : public Source {
 public:
  // Of each frame the region, or all of it. `name` is for messages. Throws Error where the size is
  // none.
  PipeSource(Descriptor pipe, std::string name, const RawVideo& video,
             std::optional<Region> region);
  // Opens the file or FIFO at `path`, which need not have a writer yet. Throws Error naming it
  // where that fails.
  PipeSource(const std::string& path, const RawVideo& video, std::optional<Region> region);

  // Waits for a frame, and for more of one, a second before it says `absent`.
  Capture capture(Image& frame) override;
  const std::string& reason() const override { return reason_; }
  void wait(std::chrono::milliseconds longest, int stop_descriptor) override;
  void set_region(const Region& region) override { region_ = region; }
  const std::string& title() const override { return name_; }

 private:
  Capture fill();

  Descriptor pipe_;
  std::string name_;
  RawVideo video_;
  std::optional<Region> region_;
  std::vector<uint8_t> buffer_;  // one frame
  size_t filled_ = 0;            // bytes of it that have come
  std::string reason_;
};

}  // namespace sprint::watch
