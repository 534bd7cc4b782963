// Where frames come from.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "sprint/preprocess.h"
#include "watch/settings.h"

namespace sprint::watch {

enum class Capture {
  frame,   // the frame holds the region as it is now
  absent,  // nothing to see: no such window, minimised, off screen, not focused
  failed,  // an error that may pass
  ended,   // there will be no more frames
};

class Source {
 public:
  virtual ~Source() = default;
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // Takes the region into `frame`, whose memory it reuses: no allocation once the size is known.
  // Never throws for what may happen while watching; reason() says why it is not a frame.
  virtual Capture capture(Image& frame) = 0;

  // One line, such as "no window whose title has 'Camelot'"; empty after a frame.
  virtual const std::string& reason() const = 0;

  // After absent or failed: sleeps until it may be worth trying again, without polling where the
  // system tells of changes, at most `longest`. Returns early when `stop_descriptor` becomes
  // readable.
  virtual void wait(std::chrono::milliseconds longest, int stop_descriptor) = 0;

  // The region to capture from now on.
  virtual void set_region(const Region& region) = 0;

  // The title of the window that is captured; for files, their path.
  virtual const std::string& title() const = 0;

  // Of the window that is captured (WM_CLASS); empty where it has none.
  virtual std::string_view window_class() const { return {}; }

  // One line about what is captured that the user should know; may be empty.
  virtual std::string_view note() const { return {}; }

  // The X11 window that is captured, which keys may be pressed in; 0: none.
  virtual uint32_t window() const { return 0; }

  // Whether that window is the game's and no other's: keys are pressed in no other. note() says why
  // it is not.
  virtual bool is_certain() const { return true; }
};

// A source that cuts the region out of a larger picture.
class WindowSource : public Source {
 public:
  // Fills `image` with all of the window; states and reason() as for capture().
  virtual Capture capture_window(Image& image) = 0;
};

}  // namespace sprint::watch
