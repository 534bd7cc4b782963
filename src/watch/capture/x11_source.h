// Frames from a window of an X server.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "watch/capture/captured_window.h"
#include "watch/capture/find_window.h"
#include "watch/capture/pixel_reader.h"
#include "watch/capture/source.h"
#include "watch/capture/x11_connection.h"

namespace sprint::watch {

struct X11Options {
  std::string display;  // empty: as the environment variable DISPLAY says
  GameRule game;
  Region region;               // of the window
  bool require_focus = false;  // absent while the window does not have the input focus
};

// Captures a region of the window that find_window() finds, covered or not. Follows the window by
// the events of the server; connects again when the server has gone and come back. To be used by
// one thread.
class X11Source : public WindowSource {
 public:
  explicit X11Source(X11Options options);

  Capture capture(Image& frame) override;
  const std::string& reason() const override { return reason_; }
  void wait(std::chrono::milliseconds longest, int stop_descriptor) override;
  void set_region(const Region& region) override { options_.region = region; }
  const std::string& title() const override { return title_; }

  std::string_view window_class() const override { return class_; }

  Capture capture_window(Image& image) override;

  uint32_t window() const override { return window_ ? window_->id() : xcb_window_t{XCB_NONE}; }
  bool is_certain() const override { return certain_; }

  // One line where more than one window may be the game's: which one it is; else empty.
  std::string_view note() const override { return note_; }

 private:
  using Read = Capture (X11Source::*)(Image&);
  Capture attempt(Read read, Image& image);
  Capture read_region(Image& frame);
  Capture read_window(Image& image);
  Capture read_from(const Region& region, PixelReader& reader, Image& image);
  bool connect();
  Capture lose_connection();
  void find();
  std::string say_alike(const FoundWindow& found) const;
  void take_events();
  bool handle(const xcb_generic_event_t& event);
  Capture absent(std::string reason);
  Capture failed(std::string reason);

  X11Options options_;
  // In the order that each is built on the one before.
  std::optional<X11Connection> connection_;
  std::optional<PixelReader> reader_;
  std::optional<CapturedWindow> window_;
  bool search_ = true;    // the windows of the display have changed since find()
  bool changed_ = false;  // what capture() gives, since it last gave it
  bool managed_ = false;  // by a window manager that lists its windows
  bool focused_ = false;
  bool certain_ = false;  // no window of another program may be the game's as well
  std::string title_, class_, note_, none_, reason_;
};

}  // namespace sprint::watch
