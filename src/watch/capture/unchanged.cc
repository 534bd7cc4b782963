#include "watch/capture/unchanged.h"

#include <cstring>

namespace sprint::watch {

bool LastFrame::equals(const Image& frame) {
  const bool equal =
      frame.width == last_.width && frame.height == last_.height &&
      frame.pixels.size() == last_.pixels.size() &&
      std::memcmp(frame.pixels.data(), last_.pixels.data(), last_.pixels.size()) == 0;
  if (!equal) last_ = frame;
  return equal;
}

}  // namespace sprint::watch
