// One window of an X server and the pixels that it shows.
#pragma once

#include <optional>

#include "sprint/preprocess.h"
#include "watch/capture/pixel_format.h"
#include "watch/capture/pixel_reader.h"
#include "watch/settings.h"

namespace sprint::watch {

// While the window lies open on the screen, its pixels are read from the screen. Once something
// covers it or it reaches over the screen's edge, the server is asked to draw it apart (Composite's
// redirection): that costs the window's owner a copy of every frame, so it ends as soon as the
// window is in front again.
class CapturedWindow {
 public:
  // `connection` must get the window's events: see list_windows().
  CapturedWindow(const X11Connection& connection, xcb_window_t id);
  ~CapturedWindow();
  CapturedWindow(const CapturedWindow&) = delete;
  CapturedWindow& operator=(const CapturedWindow&) = delete;

  xcb_window_t id() const { return id_; }

  // Takes in what an event says of this window; whether it changes what read() gives.
  bool handle(const xcb_generic_event_t& event);

  // Asks for size, place and state again where an event told of a change. Allocates nothing.
  void measure();

  int width() const { return width_; }
  int height() const { return height_; }
  bool viewable() const { return viewable_; }
  bool has_known_pixels() const { return format_.has_value(); }

  // Whether `region` can only be read with Composite and the server has none.
  bool out_of_sight(const Region& region) const;

  // Fills `image` with `region`. False where the window has changed since measure() and does not
  // have the region any more.
  bool read(const Region& region, PixelReader& reader, Image& image);

 private:
  bool on_screen(const Region& region) const;
  bool in_the_open(const Region& region) const { return !covered_ && on_screen(region); }
  bool look_again();
  void redirect(bool redirected);
  void name_pixmap();
  void drop_pixmap();

  const X11Connection& connection_;
  xcb_window_t id_;
  bool changed_ = true;                         // since measure()
  int x_ = 0, y_ = 0, width_ = 0, height_ = 0;  // on the screen, without border
  int border_ = 0;                              // pixels
  bool viewable_ = false;
  std::optional<PixelFormat> format_;
  bool covered_ = false;            // by another window; not told while redirected
  bool redirected_ = false;         // by this connection
  xcb_pixmap_t pixmap_ = XCB_NONE;  // the redirected window with its border
};

}  // namespace sprint::watch
