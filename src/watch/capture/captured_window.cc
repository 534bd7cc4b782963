#include "watch/capture/captured_window.h"

#include <xcb/composite.h>

namespace sprint::watch {
CapturedWindow::CapturedWindow(const X11Connection& connection, xcb_window_t id)
    : connection_(connection), id_(id) {
  // X tells of visibility only when it changes: a redirection that ends at once makes it tell.
  redirect(true);
  redirect(false);
}

CapturedWindow::~CapturedWindow() { redirect(false); }

bool CapturedWindow::handle(const xcb_generic_event_t& event) {
  switch (event.response_type & 0x7F) {
    case XCB_CONFIGURE_NOTIFY:
      if (as_event<xcb_configure_notify_event_t>(event).window != id_) return false;
      drop_pixmap();
      return changed_ = true;
    case XCB_MAP_NOTIFY:
    case XCB_UNMAP_NOTIFY:
      if (as_event<xcb_map_notify_event_t>(event).window != id_) {
        return (event.response_type & 0x7F) == XCB_UNMAP_NOTIFY && look_again();
      }
      drop_pixmap();
      return changed_ = true;
    case XCB_FOCUS_IN:
      return as_event<xcb_focus_in_event_t>(event).event == id_ && look_again();
    case XCB_VISIBILITY_NOTIFY: {
      const auto& visibility = as_event<xcb_visibility_notify_event_t>(event);
      const bool covered = visibility.state != XCB_VISIBILITY_UNOBSCURED;
      if (visibility.window != id_ || redirected_ || covered == covered_) return false;
      covered_ = covered;
      return true;
    }
    default:
      return false;
  }
}

// The window may lie open again: if it does not, the end of the redirection will tell.
bool CapturedWindow::look_again() {
  if (!redirected_ || !covered_) return false;
  covered_ = false;
  return true;
}

void CapturedWindow::measure() {
  if (!changed_) return;
  changed_ = false;
  const auto geometry_cookie = xcb_get_geometry(connection_, id_);
  const auto attributes_cookie = xcb_get_window_attributes(connection_, id_);
  const auto place_cookie = xcb_translate_coordinates(connection_, id_, connection_.root(), 0, 0);
  const Owned<xcb_get_geometry_reply_t> geometry(
      xcb_get_geometry_reply(connection_, geometry_cookie, nullptr));
  const Owned<xcb_get_window_attributes_reply_t> attributes(
      xcb_get_window_attributes_reply(connection_, attributes_cookie, nullptr));
  const Owned<xcb_translate_coordinates_reply_t> place(
      xcb_translate_coordinates_reply(connection_, place_cookie, nullptr));
  viewable_ = geometry && attributes && place && attributes->map_state == XCB_MAP_STATE_VIEWABLE;
  if (!viewable_) return;
  x_ = place->dst_x;
  y_ = place->dst_y;
  width_ = geometry->width;
  height_ = geometry->height;
  border_ = geometry->border_width;
  format_ = pixel_format(connection_, attributes->visual, geometry->depth);
}

bool CapturedWindow::on_screen(const Region& region) const {
  const int left = x_ + region.x, top = y_ + region.y;
  return left >= 0 && top >= 0 && left + region.width <= connection_.screen().width_in_pixels &&
         top + region.height <= connection_.screen().height_in_pixels;
}

bool CapturedWindow::out_of_sight(const Region& region) const {
  return !connection_.has_composite() && !in_the_open(region);
}

bool CapturedWindow::read(const Region& region, PixelReader& reader, Image& image) {
  if (!format_) return false;
  redirect(!in_the_open(region));
  if (!redirected_) return reader.read(id_, region, *format_, image);
  name_pixmap();
  Region inside = region;
  inside.x += border_;
  inside.y += border_;
  if (reader.read(pixmap_, inside, *format_, image)) return true;
  drop_pixmap();
  return false;
}

void CapturedWindow::redirect(bool redirected) {
  if (redirected == redirected_ || !connection_.has_composite()) return;
  if (redirected) {
    xcb_composite_redirect_window(connection_, id_, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
  } else {
    drop_pixmap();
    xcb_composite_unredirect_window(connection_, id_, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
  }
  redirected_ = redirected;
}

// A pixmap stands for the window at one size: it is named anew after every change.
void CapturedWindow::name_pixmap() {
  if (pixmap_ != XCB_NONE) return;
  pixmap_ = xcb_generate_id(connection_);
  xcb_composite_name_window_pixmap(connection_, id_, pixmap_);
}

void CapturedWindow::drop_pixmap() {
  if (pixmap_ != XCB_NONE) xcb_free_pixmap(connection_, pixmap_);
  pixmap_ = XCB_NONE;
}

}  // namespace sprint::watch
