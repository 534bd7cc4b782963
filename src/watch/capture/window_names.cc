#include "watch/capture/window_names.h"

#include <string_view>

namespace sprint::watch {
namespace {

constexpr uint32_t kNameWords = 256;  // a name's length that is read, in units of 4 bytes

using PropertyReply = Owned<xcb_get_property_reply_t>;

xcb_get_property_cookie_t ask(const X11Connection& connection, xcb_window_t window,
                              xcb_atom_t name) {
  return xcb_get_property(connection, 0, window, name, XCB_GET_PROPERTY_TYPE_ANY, 0, kNameWords);
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

std::string text_of(const X11Connection& connection, xcb_get_property_cookie_t cookie) {
  const PropertyReply reply(xcb_get_property_reply(connection, cookie, nullptr));
  if (!reply || reply->format != 8) return {};
  const std::string text(static_cast<const char*>(xcb_get_property_value(reply.get())),
                         static_cast<size_t>(xcb_get_property_value_length(reply.get())));
  return reply->type == XCB_ATOM_STRING ? utf8_of_latin1(text) : text;
}

}  // namespace

NamesQuestion::NamesQuestion(const X11Connection& connection, xcb_window_t window)
    : connection_(connection),
      net_name_(ask(connection, window, connection.atoms().net_wm_name)),
      name_(ask(connection, window, XCB_ATOM_WM_NAME)),
      class_(ask(connection, window, XCB_ATOM_WM_CLASS)),
      role_(ask(connection, window, connection.atoms().wm_window_role)) {}

WindowNames NamesQuestion::answer() {
  WindowNames names;
  const std::string net_name = text_of(connection_, net_name_);
  const std::string name = text_of(connection_, name_);
  names.title = net_name.empty() ? name : net_name;
  const std::string both = text_of(connection_, class_);  // "instance\0class\0"
  names.instance = both.substr(0, both.find('\0'));
  if (names.instance.size() < both.size()) names.window_class = &both[names.instance.size() + 1];
  names.role = text_of(connection_, role_);
  return names;
}

}  // namespace sprint::watch
