// Windows whose pixels are known.
#pragma once

#include <xcb/xcb.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "watch/capture/x11_connection.h"
#include "watch/settings.h"

namespace sprint::tests {

// The colour at a place, 0xRRGGBB; no two near places are alike.
inline uint32_t pattern_color(int x, int y, int seed) {
  const auto place = static_cast<uint32_t>(x * 7919 + y * 104729 + seed * 1299709);
  return (place * 2654435761U) >> 8;
}

inline Image pattern(const watch::Region& region, int seed) {
  Image image{region.width, region.height, {}};
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) {
      const uint32_t color = pattern_color(region.x + x, region.y + y, seed);
      for (const int shift : {16, 8, 0})
        image.pixels.push_back(static_cast<uint8_t>(color >> shift));
    }
  }
  return image;
}

struct WindowForm {
  std::string title = {};
  int x = 0, y = 0, width = 320, height = 240;
  int seed = 1;
  int border = 0;
  bool override_redirect = false;
  xcb_window_t parent = XCB_NONE;  // none: the root
  Image picture = {};              // shown instead of the pattern; of the window's size
};

// Shows a pattern or a picture that the server itself paints again where it was covered.
class TestWindow {
 public:
  TestWindow(const watch::X11Connection& connection, const WindowForm& form)
      : connection_(connection),
        id_(xcb_generate_id(connection)),
        seed_(form.seed),
        picture_(form.picture) {
    const xcb_window_t parent = form.parent == XCB_NONE ? connection.root() : form.parent;
    const uint32_t values[] = {form.override_redirect, XCB_EVENT_MASK_KEY_PRESS |
                                                           XCB_EVENT_MASK_KEY_RELEASE |
                                                           XCB_EVENT_MASK_STRUCTURE_NOTIFY};
    xcb_create_window(connection, XCB_COPY_FROM_PARENT, id_, parent, narrow(form.x), narrow(form.y),
                      size(form.width), size(form.height), size(form.border),
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK, values);
    paint(form.width, form.height);
    if (!form.title.empty()) set_title(form.title);
    map();
  }
  ~TestWindow() { destroy(); }
  TestWindow(const TestWindow&) = delete;
  TestWindow& operator=(const TestWindow&) = delete;

  xcb_window_t id() const { return id_; }

  void map() { after(xcb_map_window(connection_, id_)); }
  void unmap() { after(xcb_unmap_window(connection_, id_)); }

  void destroy() {
    if (id_ != XCB_NONE) after(xcb_destroy_window(connection_, id_));
    id_ = XCB_NONE;
  }

  void set_title(const std::string& title) {
    after(xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, id_,
                              connection_.atoms().net_wm_name, connection_.atoms().utf8_string, 8,
                              static_cast<uint32_t>(title.size()), title.data()));
  }

  void set_class(const std::string& instance, const std::string& name) {
    const std::string both = instance + '\0' + name + '\0';
    after(xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, id_, XCB_ATOM_WM_CLASS,
                              XCB_ATOM_STRING, 8, static_cast<uint32_t>(both.size()), both.data()));
  }

  void move(int x, int y) {
    const int values[] = {x, y};
    after(
        xcb_configure_window(connection_, id_, XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y, values));
  }

  void resize(int width, int height) {
    paint(width, height);
    const int values[] = {width, height};
    after(xcb_configure_window(connection_, id_, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT,
                               values));
  }

  void focus() {
    after(xcb_set_input_focus(connection_, XCB_INPUT_FOCUS_PARENT, id_, XCB_CURRENT_TIME));
  }

 private:
  static int16_t narrow(int value) { return static_cast<int16_t>(value); }
  static uint16_t size(int value) { return static_cast<uint16_t>(value); }

  // Waits until the server has done all that was asked.
  template <typename Cookie>
  void after(Cookie) {
    watch::focused_window(connection_);
  }

  uint32_t color_at(int x, int y) const {
    if (picture_.pixels.empty()) return pattern_color(x, y, seed_);
    const uint8_t* rgb = &picture_.pixels[3 * static_cast<size_t>(y * picture_.width + x)];
    return static_cast<uint32_t>(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
  }

  void paint(int width, int height) {
    std::vector<uint32_t> pixels;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) pixels.push_back(color_at(x, y));
    }
    const xcb_pixmap_t pixmap = xcb_generate_id(connection_);
    const xcb_gcontext_t context = xcb_generate_id(connection_);
    xcb_create_pixmap(connection_, 24, pixmap, connection_.root(), size(width), size(height));
    xcb_create_gc(connection_, context, pixmap, 0, nullptr);
    const int rows = 16;  // a request holds at most 256 KiB
    for (int y = 0; y < height; y += rows) {
      const int count = std::min(rows, height - y);
      xcb_put_image(connection_, XCB_IMAGE_FORMAT_Z_PIXMAP, pixmap, context, size(width),
                    size(count), 0, narrow(y), 0, 24, static_cast<uint32_t>(width * count) * 4,
                    reinterpret_cast<const uint8_t*>(&pixels[static_cast<size_t>(width * y)]));
    }
    xcb_change_window_attributes(connection_, id_, XCB_CW_BACK_PIXMAP, &pixmap);
    xcb_clear_area(connection_, 0, id_, 0, 0, 0, 0);
    xcb_free_gc(connection_, context);
    xcb_free_pixmap(connection_, pixmap);
  }

  const watch::X11Connection& connection_;
  xcb_window_t id_;
  int seed_;
  Image picture_;
};

}  // namespace sprint::tests
