// Reads rectangles of windows and pixmaps of an X server.
#pragma once

#include <xcb/shm.h>

#include <cstddef>
#include <cstdint>

#include "sprint/preprocess.h"
#include "watch/capture/pixel_format.h"
#include "watch/settings.h"

namespace sprint::watch {

// Through memory that it shares with the server (MIT-SHM) where that is possible; otherwise the
// pixels come over the connection.
class PixelReader {
 public:
  explicit PixelReader(const X11Connection& connection);
  ~PixelReader();
  PixelReader(const PixelReader&) = delete;
  PixelReader& operator=(const PixelReader&) = delete;

  // Fills `image` with `region` of `drawable`. False where the server refuses: the drawable has
  // gone, or the region is not wholly inside of it or, of a window, not on the screen.
  bool read(xcb_drawable_t drawable, const Region& region, const PixelFormat& format, Image& image);

 private:
  bool share(size_t bytes);
  void unshare();

  const X11Connection& connection_;
  bool shareable_;
  xcb_shm_seg_t segment_ = XCB_NONE;
  uint8_t* memory_ = nullptr;
  size_t size_ = 0;  // bytes of memory_
};

}  // namespace sprint::watch
