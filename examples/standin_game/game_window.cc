#include "game_window.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

namespace standin_game {
namespace {

template <typename T>
using Owned = std::unique_ptr<T, decltype([](void* memory) { std::free(memory); })>;

constexpr std::uint32_t kCoverColor = 0x203040;

}  // namespace

GameWindow::GameWindow(const Options& options)
    : connection_(xcb_connect(nullptr, nullptr)),
      title_(options.title),
      key_(options.key),
      width_(options.width),
      height_(options.height) {
  if (xcb_connection_has_error(connection_) != 0) {
    throw std::runtime_error("cannot connect to the X display that DISPLAY names");
  }
  screen_ = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data;
  check_screen();
  delete_ = atom("WM_DELETE_WINDOW");
  open();
}

GameWindow::~GameWindow() { xcb_disconnect(connection_); }

xcb_atom_t GameWindow::atom(const char* name) {
  const Owned<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
      connection_,
      xcb_intern_atom(connection_, 0, static_cast<std::uint16_t>(std::strlen(name)), name),
      nullptr));
  return reply ? reply->atom : xcb_atom_t{XCB_NONE};
}

void GameWindow::check_screen() {
  const Owned<xcb_shm_query_version_reply_t> version(
      xcb_shm_query_version_reply(connection_, xcb_shm_query_version(connection_), nullptr));
  if (!version || version->minor_version < 2) {
    throw std::runtime_error("the X server has no MIT-SHM 1.2");
  }
  if (screen_->root_depth != 24) throw std::runtime_error("the screen's depth is not 24");
}

void GameWindow::open() {
  if (is_open()) return;
  window_ = xcb_generate_id(connection_);
  const std::uint32_t events =
      XCB_EVENT_MASK_KEY_PRESS | XCB_EVENT_MASK_KEY_RELEASE | XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  xcb_create_window(connection_, XCB_COPY_FROM_PARENT, window_, screen_->root, 0, 0,
                    static_cast<std::uint16_t>(width_), static_cast<std::uint16_t>(height_), 0,
                    XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK,
                    &events);
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, atom("WM_PROTOCOLS"),
                      XCB_ATOM_ATOM, 32, 1, &delete_);
  set_title(title_);
  constexpr char kClass[] = "standin_game\0Standin_game";  // instance and class, each with its end
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, XCB_ATOM_WM_CLASS,
                      XCB_ATOM_STRING, 8, sizeof kClass, kClass);
  context_ = xcb_generate_id(connection_);
  xcb_create_gc(connection_, context_, window_, 0, nullptr);
  share_pixels();
  restore();
}

void GameWindow::close() {
  if (!is_open()) return;
  xcb_destroy_window(connection_, window_);
  xcb_free_gc(connection_, context_);
  unshare_pixels();
  window_ = XCB_NONE;
  xcb_flush(connection_);
}

void GameWindow::share_pixels() {
  unshare_pixels();
  bytes_ = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 4;
  const int file = ::memfd_create("standin-game", MFD_CLOEXEC);
  if (file < 0 || ::ftruncate(file, static_cast<off_t>(bytes_)) != 0) {
    throw std::runtime_error(std::string("no memory for the picture: ") + std::strerror(errno));
  }
  void* mapped = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) throw std::runtime_error("no memory for the picture");
  pixels_ = static_cast<std::uint32_t*>(mapped);
  segment_ = xcb_generate_id(connection_);
  xcb_shm_attach_fd(connection_, segment_, file, /*read_only=*/1);  // closes the file
  resized_ = false;
}

void GameWindow::unshare_pixels() {
  if (pixels_ == nullptr) return;
  xcb_shm_detach(connection_, segment_);
  ::munmap(pixels_, bytes_);
  pixels_ = nullptr;
}

void GameWindow::show() {
  const auto width = static_cast<std::uint16_t>(width_),
             height = static_cast<std::uint16_t>(height_);
  xcb_shm_put_image(connection_, window_, context_, width, height, 0, 0, width, height, 0, 0, 24,
                    XCB_IMAGE_FORMAT_Z_PIXMAP, /*send_event=*/1, segment_, 0);
  xcb_flush(connection_);
  waiting_ = true;
  while (waiting_) {
    const Owned<xcb_generic_event_t> event(xcb_wait_for_event(connection_));
    if (!event) throw std::runtime_error("the X server has gone");
    handle(*event);
  }
}

void GameWindow::play_until(std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    take_events();
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left.count() <= 0 || wants_to_end_) break;
    const timespec timeout{left / std::chrono::seconds(1),
                           (left % std::chrono::seconds(1)).count()};
    pollfd events{xcb_get_file_descriptor(connection_), POLLIN, 0};
    ::ppoll(&events, 1, &timeout, nullptr);
  }
  if (resized_ && is_open()) share_pixels();
}

void GameWindow::take_events() {
  xcb_flush(connection_);
  while (const Owned<xcb_generic_event_t> event{xcb_poll_for_event(connection_)}) handle(*event);
  if (xcb_connection_has_error(connection_) != 0) throw std::runtime_error("the X server has gone");
}

void GameWindow::handle(const xcb_generic_event_t& event) {
  const int completion =
      xcb_get_extension_data(connection_, &xcb_shm_id)->first_event + XCB_SHM_COMPLETION;
  const int type = event.response_type & 0x7F;
  if (type == completion) {
    waiting_ = false;
  } else if (type == 0) {
    waiting_ = false;  // what was to be shown cannot be
  } else if (type == XCB_KEY_RELEASE) {
    released_ = reinterpret_cast<const xcb_key_release_event_t&>(event).time;
  } else if (type == XCB_KEY_PRESS) {
    const auto& key = reinterpret_cast<const xcb_key_press_event_t&>(event);
    // A key that is held repeats as a release and a press of one time.
    if (is_key(key.detail) && key.time != released_) ++presses_;
  } else if (type == XCB_CONFIGURE_NOTIFY) {
    const auto& now = reinterpret_cast<const xcb_configure_notify_event_t&>(event);
    resized_ = resized_ || now.width != width_ || now.height != height_;
    width_ = now.width;
    height_ = now.height;
  } else if (type == XCB_MAP_NOTIFY) {
    if (wants_focus_) focus();
  } else if (type == XCB_CLIENT_MESSAGE) {
    const auto& message = reinterpret_cast<const xcb_client_message_event_t&>(event);
    wants_to_end_ = wants_to_end_ || message.data.data32[0] == delete_;
  }
}

bool GameWindow::is_key(xcb_keycode_t code) {
  const Owned<xcb_get_keyboard_mapping_reply_t> mapping(xcb_get_keyboard_mapping_reply(
      connection_, xcb_get_keyboard_mapping(connection_, code, 1), nullptr));
  // ISO 8859-1 characters are their own keysyms.
  return mapping && xcb_get_keyboard_mapping_keysyms_length(mapping.get()) > 0 &&
         xcb_get_keyboard_mapping_keysyms(mapping.get())[0] == static_cast<std::uint32_t>(key_);
}

int GameWindow::take_presses() { return std::exchange(presses_, 0); }

void GameWindow::move(int x, int y) {
  const int values[] = {x, y};
  xcb_configure_window(connection_, window_, XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y, values);
}

void GameWindow::resize(int width, int height) {
  const int values[] = {width, height};
  xcb_configure_window(connection_, window_, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT,
                       values);
}

void GameWindow::minimise() { xcb_unmap_window(connection_, window_); }

void GameWindow::restore() {
  wants_focus_ = true;
  xcb_map_window(connection_, window_);
}

// By a window above, of the same place and size.
void GameWindow::cover() {
  const Owned<xcb_translate_coordinates_reply_t> place(xcb_translate_coordinates_reply(
      connection_, xcb_translate_coordinates(connection_, window_, screen_->root, 0, 0), nullptr));
  if (!place || cover_ != XCB_NONE) return;
  cover_ = xcb_generate_id(connection_);
  const std::uint32_t values[] = {kCoverColor, /*override_redirect=*/1};
  xcb_create_window(connection_, XCB_COPY_FROM_PARENT, cover_, screen_->root, place->dst_x,
                    place->dst_y, static_cast<std::uint16_t>(width_),
                    static_cast<std::uint16_t>(height_), 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                    XCB_COPY_FROM_PARENT, XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
  xcb_map_window(connection_, cover_);
}

void GameWindow::uncover() {
  if (cover_ != XCB_NONE) xcb_destroy_window(connection_, cover_);
  cover_ = XCB_NONE;
}

void GameWindow::focus() {
  wants_focus_ = true;
  xcb_set_input_focus(connection_, XCB_INPUT_FOCUS_PARENT, window_, XCB_CURRENT_TIME);
}

void GameWindow::unfocus() {
  wants_focus_ = false;
  xcb_set_input_focus(connection_, XCB_INPUT_FOCUS_NONE, XCB_INPUT_FOCUS_NONE, XCB_CURRENT_TIME);
}

void GameWindow::set_title(const std::string& title) {
  title_ = title;
  const auto size = static_cast<std::uint32_t>(title.size());
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, XCB_ATOM_WM_NAME,
                      XCB_ATOM_STRING, 8, size, title.data());
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, atom("_NET_WM_NAME"),
                      atom("UTF8_STRING"), 8, size, title.data());
}

}  // namespace standin_game
