#include "watch/capture/find_window.h"

#include <algorithm>
#include <span>

namespace sprint::watch {
namespace {

constexpr uint32_t kTitleWords = 256;  // a title's length that is read, in units of 4 bytes
constexpr uint32_t kListWords = 4096;  // windows of _NET_CLIENT_LIST that are read
constexpr int kDeepest = 4;            // levels below the root that are searched for titles

using PropertyReply = Owned<xcb_get_property_reply_t>;

xcb_get_property_cookie_t ask_property(const X11Connection& connection, xcb_window_t window,
                                       xcb_atom_t name, uint32_t words) {
  return xcb_get_property(connection, 0, window, name, XCB_GET_PROPERTY_TYPE_ANY, 0, words);
}

// ISO 8859-1, the encoding of type STRING (ICCCM 2.7.1), as UTF-8.
std::string utf8_of_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return out;
}

std::string text_of(const PropertyReply& reply) {
  if (!reply || reply->format != 8) return {};
  const std::string text(static_cast<const char*>(xcb_get_property_value(reply.get())),
                         static_cast<size_t>(xcb_get_property_value_length(reply.get())));
  return reply->type == XCB_ATOM_STRING ? utf8_of_latin1(text) : text;
}

// What is asked of one window; all windows are asked before the first answer is read.
class Question {
 public:
  Question(const X11Connection& connection, xcb_window_t window)
      : connection_(connection), window_(window) {
    const uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE |
                            XCB_EVENT_MASK_FOCUS_CHANGE | XCB_EVENT_MASK_VISIBILITY_CHANGE;
    xcb_change_window_attributes(connection, window, XCB_CW_EVENT_MASK, &events);
    net_name_ = ask_property(connection, window, connection.atoms().net_wm_name, kTitleWords);
    name_ = ask_property(connection, window, XCB_ATOM_WM_NAME, kTitleWords);
    attributes_ = xcb_get_window_attributes(connection, window);
    geometry_ = xcb_get_geometry(connection, window);
  }

  // Without title where the window has none, draws nothing or has gone.
  WindowInfo answer(std::span<const xcb_window_t> focus_chain) {
    const PropertyReply net_name(xcb_get_property_reply(connection_, net_name_, nullptr));
    const PropertyReply name(xcb_get_property_reply(connection_, name_, nullptr));
    const Owned<xcb_get_window_attributes_reply_t> attributes(
        xcb_get_window_attributes_reply(connection_, attributes_, nullptr));
    const Owned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(connection_, geometry_, nullptr));
    WindowInfo info;
    info.id = window_;
    if (!attributes || !geometry || attributes->_class != XCB_WINDOW_CLASS_INPUT_OUTPUT) {
      return info;
    }
    info.title = text_of(net_name);
    if (info.title.empty()) info.title = text_of(name);
    info.width = geometry->width;
    info.height = geometry->height;
    info.viewable = attributes->map_state == XCB_MAP_STATE_VIEWABLE;
    info.focused = std::ranges::find(focus_chain, window_) != focus_chain.end();
    return info;
  }

 private:
  const X11Connection& connection_;
  xcb_window_t window_;
  xcb_get_property_cookie_t net_name_{}, name_{};
  xcb_get_window_attributes_cookie_t attributes_{};
  xcb_get_geometry_cookie_t geometry_{};
};

// The focus is asked for once events tell of its changes, so that none is missed.
std::vector<WindowInfo> ask(const X11Connection& connection, std::span<const xcb_window_t> ids) {
  std::vector<Question> questions;
  questions.reserve(ids.size());
  for (const xcb_window_t id : ids) questions.emplace_back(connection, id);
  const std::vector<xcb_window_t> focus_chain =
      with_ancestors(connection, focused_window(connection));
  std::vector<WindowInfo> answers;
  answers.reserve(ids.size());
  for (Question& question : questions) answers.push_back(question.answer(focus_chain));
  return answers;
}

std::vector<xcb_window_t> children_of(const X11Connection& connection,
                                      std::span<const xcb_window_t> parents) {
  std::vector<xcb_query_tree_cookie_t> cookies;
  for (const xcb_window_t parent : parents) cookies.push_back(xcb_query_tree(connection, parent));
  std::vector<xcb_window_t> children;
  for (const auto cookie : cookies) {
    const Owned<xcb_query_tree_reply_t> tree(xcb_query_tree_reply(connection, cookie, nullptr));
    if (!tree) continue;
    const xcb_window_t* first = xcb_query_tree_children(tree.get());
    children.insert(children.end(), first, first + tree->children_len);
  }
  return children;
}

std::vector<WindowInfo> titled_windows(const X11Connection& connection) {
  std::vector<WindowInfo> titled;
  std::vector<xcb_window_t> untitled{connection.root()};
  for (int level = 0; level < kDeepest && !untitled.empty(); ++level) {
    const std::vector<xcb_window_t> children = children_of(connection, untitled);
    untitled.clear();
    for (WindowInfo& info : ask(connection, children)) {
      if (info.title.empty()) {
        untitled.push_back(info.id);
      } else {
        titled.push_back(std::move(info));
      }
    }
  }
  return titled;
}

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

bool contains(std::string_view title, std::string_view part) {
  return part.empty() || std::search(title.begin(), title.end(), part.begin(), part.end(),
                                     same_letter) != title.end();
}

}  // namespace

WindowList list_windows(const X11Connection& connection) {
  const PropertyReply clients(xcb_get_property_reply(
      connection,
      ask_property(connection, connection.root(), connection.atoms().net_client_list, kListWords),
      nullptr));
  if (!clients || clients->format != 32) return {titled_windows(connection), false};
  const std::span ids(static_cast<const xcb_window_t*>(xcb_get_property_value(clients.get())),
                      clients->value_len);
  WindowList list{ask(connection, ids), true};
  std::erase_if(list.windows, [](const WindowInfo& info) { return info.title.empty(); });
  return list;
}

FoundWindow find_window(const std::vector<WindowInfo>& windows, std::string_view part,
                        xcb_window_t current) {
  const auto rank = [current](const WindowInfo& info) {
    return (info.viewable ? 4 : 0) + (info.focused ? 2 : 0) + (info.id == current ? 1 : 0);
  };
  FoundWindow found;
  for (const WindowInfo& info : windows) {
    if (!contains(info.title, part)) continue;
    ++found.alike;
    if (found.window == nullptr || rank(info) > rank(*found.window)) found.window = &info;
  }
  return found;
}

}  // namespace sprint::watch
