#include "watch/capture/x11_source.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/printable.h"
#include "watch/capture/crop.h"
#include "watch/readable.h"

namespace sprint::watch {
namespace {

// How often a picture is taken again because the window changed under it.
constexpr int kAttempts = 4;

std::string quoted(const std::string& title) { return fmt::format("'{}'", printable(title, 80)); }

// A change of which window has the keys; not what a grab of the keyboard does to it for a moment.
bool moves_focus(const xcb_generic_event_t& event) {
  const auto mode = as_event<xcb_focus_in_event_t>(event).mode;
  return mode != XCB_NOTIFY_MODE_GRAB && mode != XCB_NOTIFY_MODE_UNGRAB;
}

std::string why_passed_over(const WindowNames& window, const GameRule& rule) {
  switch (likeness(window, rule)) {
    case Likeness::page:
      return "shows this watcher's page";
    case Likeness::other_class:
      return fmt::format("is of class {}", quoted(window.window_class));
    default:
      return fmt::format("belongs to {}; if that is the game, set game_window_class to {}",
                         not_a_game(window), quoted(window.window_class));
  }
}

// "no window of class 'game' whose title has 'Camelot': 'Camelot - Notes' is of class 'Editor'"
std::string say_none(const GameRule& rule, const FoundWindow& found) {
  std::string text =
      rule.window_class.empty() ? "no window" : "no window of class " + quoted(rule.window_class);
  text += fmt::format(" whose title has {}", quoted(rule.title));
  if (found.passed_over.empty()) return text;
  const WindowNames& other = found.passed_over.front()->names;
  return text + fmt::format(": {} {}", quoted(other.title), why_passed_over(other, rule));
}

}  // namespace

X11Source::X11Source(X11Options options) : options_(std::move(options)) {}

Capture X11Source::capture(Image& frame) { return attempt(&X11Source::read_region, frame); }

Capture X11Source::capture_window(Image& image) { return attempt(&X11Source::read_window, image); }

// Events from before a picture reach us before the picture does: where there are any that matter,
// the picture may show something else than the window, and is taken again.
Capture X11Source::attempt(Read read, Image& image) {
  if (!connect()) return Capture::failed;
  Capture result = Capture::absent;
  for (int i = 0; i < kAttempts; ++i) {
    result = (this->*read)(image);
    changed_ = false;
    take_events();
    if (!connection_->alive()) return lose_connection();
    if (!changed_) break;
  }
  if (result == Capture::frame) reason_.clear();
  return result;
}

Capture X11Source::read_region(Image& frame) { return read_from(options_.region, *reader_, frame); }

Capture X11Source::read_window(Image& image) {
  if (search_) find();
  if (window_) window_->measure();
  const Region whole{0, 0, window_ ? window_->width() : 0, window_ ? window_->height() : 0};
  PixelReader reader(*connection_);  // its memory is not kept for the seldom picture
  return read_from(whole, reader, image);
}

Capture X11Source::read_from(const Region& region, PixelReader& reader, Image& image) {
  if (search_) find();
  if (!window_) return absent(none_);
  window_->measure();
  if (!window_->viewable()) {
    return absent(fmt::format("the window {} is minimised or hidden", quoted(title_)));
  }
  if (options_.require_focus && !focused_) {
    return absent(fmt::format("the window {} does not have the input focus", quoted(title_)));
  }
  if (std::string why = misfit(region, window_->width(), window_->height(), "window");
      !why.empty()) {
    return absent(std::move(why));
  }
  if (!window_->has_known_pixels()) {
    return failed(fmt::format(
        "the window {} does not have 24 or 32 bits of colour; set the screen's depth to 24",
        quoted(title_)));
  }
  if (window_->out_of_sight(region)) {
    return absent(fmt::format(
        "the window {} is covered or off the screen, and the X server has no Composite extension",
        quoted(title_)));
  }
  if (window_->read(region, reader, image)) return Capture::frame;
  return failed(fmt::format("the X server gives no picture of the window {}", quoted(title_)));
}

bool X11Source::connect() {
  if (connection_) return true;
  try {
    connection_.emplace(options_.display);
  } catch (const Error& error) {
    failed(error.what());
    return false;
  }
  const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;
  xcb_change_window_attributes(*connection_, connection_->root(), XCB_CW_EVENT_MASK, &events);
  reader_.emplace(*connection_);
  search_ = true;
  return true;
}

Capture X11Source::lose_connection() {
  const std::string display = connection_->display();
  window_.reset();
  reader_.reset();
  connection_.reset();
  title_.clear();
  class_.clear();
  note_.clear();
  return failed(fmt::format("the X server of display '{}' has gone", display));
}

void X11Source::find() {
  search_ = false;
  const WindowList list = list_windows(*connection_);
  const FoundWindow found = find_window(list.windows, options_.game, window());
  managed_ = list.managed;
  certain_ = found.of_one_program();
  note_.clear();
  if (found.window == nullptr) {
    window_.reset();
    title_.clear();
    class_.clear();
    none_ = say_none(options_.game, found);
    return;
  }
  title_ = found.window->names.title;
  class_ = found.window->names.window_class;
  focused_ = found.window->focused;
  if (found.window->id != window()) window_.emplace(*connection_, found.window->id);
  if (found.alike.size() > 1) note_ = say_alike(found);
}

std::string X11Source::say_alike(const FoundWindow& found) const {
  const std::string why =
      focused_ ? "which has the input focus" : "as none of them has the input focus";
  std::string text =
      fmt::format("{} windows have {} in their titles; watching {}, {}", found.alike.size(),
                  quoted(options_.game.title), quoted(title_), why);
  if (certain_) return text;
  text += "; no key is pressed, as they are of different programs:";
  for (const WindowInfo* info : found.alike)
    text += fmt::format(" {} of class {}{}", quoted(info->names.title),
                        quoted(info->names.window_class), info == found.alike.back() ? "" : ",");
  return text + "; set game_window_class to the game's";
}

void X11Source::take_events() {
  while (const Event event{xcb_poll_for_event(*connection_)}) {
    if (handle(*event)) changed_ = true;
  }
}

// Whether it changes what capture() gives.
bool X11Source::handle(const xcb_generic_event_t& event) {
  const bool window_changed = window_ && window_->handle(event);
  switch (event.response_type & 0x7F) {
    case XCB_CREATE_NOTIFY:
    case XCB_DESTROY_NOTIFY:
    case XCB_MAP_NOTIFY:
    case XCB_UNMAP_NOTIFY:
    case XCB_REPARENT_NOTIFY:
      // The window manager lists its windows itself; the root tells of their frames.
      if (managed_ && as_event<xcb_map_notify_event_t>(event).event == connection_->root()) {
        return window_changed;
      }
      return search_ = true;
    case XCB_FOCUS_IN:
    case XCB_FOCUS_OUT:
      if (moves_focus(event)) search_ = true;
      return moves_focus(event);
    case XCB_PROPERTY_NOTIFY: {
      const auto atom = as_event<xcb_property_notify_event_t>(event).atom;
      const auto& atoms = connection_->atoms();
      const xcb_atom_t names[] = {XCB_ATOM_WM_NAME, XCB_ATOM_WM_CLASS, atoms.net_wm_name,
                                  atoms.net_client_list, atoms.wm_window_role};
      const bool told = std::ranges::find(names, atom) != std::end(names);
      if (told) search_ = true;
      return told;
    }
    default:
      return window_changed;
  }
}

void X11Source::wait(std::chrono::milliseconds longest, int stop_descriptor) {
  using std::chrono::milliseconds, std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + longest;
  do {
    if (connection_) take_events();
    if (changed_ || (connection_ && !connection_->alive())) return;
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    const int descriptor = connection_ ? connection_->descriptor() : -1;
    if (!wait_readable({descriptor, stop_descriptor}, left)) return;
  } while (!wait_readable({stop_descriptor}, milliseconds(0)));
}

Capture X11Source::absent(std::string reason) {
  reason_ = std::move(reason);
  return Capture::absent;
}

Capture X11Source::failed(std::string reason) {
  reason_ = std::move(reason);
  return Capture::failed;
}

}  // namespace sprint::watch
