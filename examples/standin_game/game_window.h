// The game's window on an X server.
#pragma once

#include <xcb/shm.h>
#include <xcb/xcb.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "options.h"

namespace standin_game {

// Needs a local X server with MIT-SHM and 24 bits of colour, and no window manager.
class GameWindow {
 public:
  // Opens the window and takes the input focus once it is shown. Throws std::runtime_error.
  explicit GameWindow(const Options& options);
  ~GameWindow();
  GameWindow(const GameWindow&) = delete;
  GameWindow& operator=(const GameWindow&) = delete;

  xcb_window_t id() const { return window_; }
  bool is_open() const { return window_ != XCB_NONE; }
  int width() const { return width_; }
  int height() const { return height_; }

  // width() x height() pixels, 0x00RRGGBB.
  std::uint32_t* pixels() { return pixels_; }

  // Shows the pixels; returns once the server has done so. Throws std::runtime_error where the
  // server has gone.
  void show();

  // Takes what the player does until `deadline`.
  void play_until(std::chrono::steady_clock::time_point deadline);

  // How often the key was pressed since the last call; a key that is held counts once.
  int take_presses();
  // Whether the player has closed the window.
  bool wants_to_end() const { return wants_to_end_; }

  void open();
  void close();
  void move(int x, int y);
  void resize(int width, int height);
  void minimise();
  void restore();
  void cover();
  void uncover();
  void focus();
  void unfocus();
  void set_title(const std::string& title);

 private:
  xcb_atom_t atom(const char* name);
  void check_screen();
  void share_pixels();
  void unshare_pixels();
  void take_events();
  void handle(const xcb_generic_event_t& event);
  bool is_key(xcb_keycode_t code);

  xcb_connection_t* connection_;
  const xcb_screen_t* screen_ = nullptr;
  std::string title_;
  char key_;
  xcb_window_t window_ = XCB_NONE, cover_ = XCB_NONE;
  xcb_gcontext_t context_ = XCB_NONE;
  xcb_atom_t delete_ = XCB_NONE;  // WM_DELETE_WINDOW
  int width_, height_;
  xcb_shm_seg_t segment_ = XCB_NONE;
  std::uint32_t* pixels_ = nullptr;
  std::size_t bytes_ = 0;  // of pixels_
  bool waiting_ = false;   // for the server to show the pixels
  bool resized_ = false;   // the pixels are of another size than the window
  bool wants_focus_ = true;
  bool wants_to_end_ = false;
  int presses_ = 0;
  xcb_timestamp_t released_ = 0;
};

}  // namespace standin_game
