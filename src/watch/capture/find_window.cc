#include "watch/capture/find_window.h"

#include <algorithm>
#include <span>
#include <utility>

namespace sprint::watch {
namespace {

constexpr uint32_t kListWords = 4096;  // windows of _NET_CLIENT_LIST that are read
constexpr int kDeepest = 4;            // levels below the root that are searched for titles

using PropertyReply = Owned<xcb_get_property_reply_t>;

// What is asked of one window; all windows are asked before the first answer is read.
class Question {
 public:
  Question(const X11Connection& connection, xcb_window_t window)
      : connection_(connection),
        window_(window),
        names_(listened_to(connection, window)),
        attributes_(xcb_get_window_attributes(connection, window)),
        geometry_(xcb_get_geometry(connection, window)) {}

  // Without title where the window has none, draws nothing or has gone.
  WindowInfo answer(std::span<const xcb_window_t> focus_chain) {
    WindowNames names = names_.answer();
    const Owned<xcb_get_window_attributes_reply_t> attributes(
        xcb_get_window_attributes_reply(connection_, attributes_, nullptr));
    const Owned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(connection_, geometry_, nullptr));
    WindowInfo info;
    info.id = window_;
    if (!attributes || !geometry || attributes->_class != XCB_WINDOW_CLASS_INPUT_OUTPUT) {
      return info;
    }
    info.names = std::move(names);
    info.width = geometry->width;
    info.height = geometry->height;
    info.viewable = attributes->map_state == XCB_MAP_STATE_VIEWABLE;
    info.focused = std::ranges::find(focus_chain, window_) != focus_chain.end();
    return info;
  }

 private:
  // Asks once events tell of changes, so that none is missed.
  static NamesQuestion listened_to(const X11Connection& connection, xcb_window_t window) {
    const uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE |
                            XCB_EVENT_MASK_FOCUS_CHANGE | XCB_EVENT_MASK_VISIBILITY_CHANGE;
    xcb_change_window_attributes(connection, window, XCB_CW_EVENT_MASK, &events);
    return {connection, window};
  }

  const X11Connection& connection_;
  xcb_window_t window_;
  NamesQuestion names_;
  xcb_get_window_attributes_cookie_t attributes_;
  xcb_get_geometry_cookie_t geometry_;
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
      if (info.names.title.empty()) {
        untitled.push_back(info.id);
      } else {
        titled.push_back(std::move(info));
      }
    }
  }
  return titled;
}

}  // namespace

WindowList list_windows(const X11Connection& connection) {
  const PropertyReply clients(xcb_get_property_reply(
      connection,
      xcb_get_property(connection, 0, connection.root(), connection.atoms().net_client_list,
                       XCB_GET_PROPERTY_TYPE_ANY, 0, kListWords),
      nullptr));
  if (!clients || clients->format != 32) return {titled_windows(connection), false};
  const std::span ids(static_cast<const xcb_window_t*>(xcb_get_property_value(clients.get())),
                      clients->value_len);
  WindowList list{ask(connection, ids), true};
  std::erase_if(list.windows, [](const WindowInfo& info) { return info.names.title.empty(); });
  return list;
}

FoundWindow find_window(const std::vector<WindowInfo>& windows, const GameRule& rule,
                        xcb_window_t current) {
  const auto rank = [current](const WindowInfo& info) {
    return (info.viewable ? 4 : 0) + (info.focused ? 2 : 0) + (info.id == current ? 1 : 0);
  };
  FoundWindow found;
  for (const WindowInfo& info : windows) {
    const Likeness like = likeness(info.names, rule);
    if (like == Likeness::none) continue;
    if (like != Likeness::game) {
      found.passed_over.push_back(&info);
      continue;
    }
    found.alike.push_back(&info);
    if (found.window == nullptr || rank(info) > rank(*found.window)) found.window = &info;
  }
  return found;
}

bool FoundWindow::of_one_program() const {
  return std::ranges::all_of(
      alike, [&](const WindowInfo* info) { return same_program(info->names, alike[0]->names); });
}

}  // namespace sprint::watch
