#include "watch/capture/wayland/screen_cast_portal.h"

#include <fcntl.h>
#include <time.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/printable.h"

namespace sprint::watch {
namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kScreenCast = "org.freedesktop.portal.ScreenCast";
constexpr const char* kToken = "sprint";  // names objects of this connection only
constexpr uint32_t kPersistUntilRevoked = 2;

// What sd-bus returns: below 0 the negative of an errno.
int check(int result) {
  if (result < 0) fail("D-Bus: {}", std::strerror(-result));
  return result;
}

bool is_error(sd_bus_message* reply) { return bus_library().message_get_error(reply) != nullptr; }

std::string error_text(sd_bus_message* reply) {
  const sd_bus_error* error = bus_library().message_get_error(reply);
  return printable(error->message == nullptr ? error->name : error->message, 200);
}

// Reads a value out of a variant of that type.
template <typename T>
void read_variant(sd_bus_message* message, const char* type, T* value) {
  check(bus_library().message_read(message, "v", type, value));
}

// Calls visit(key) for each entry of an "a{sv}"; false: the value has not been read.
template <typename Visit>
void for_each_entry(sd_bus_message* message, Visit visit) {
  const BusLibrary& bus = bus_library();
  check(bus.message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}"));
  while (check(bus.message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv")) > 0) {
    const char* key = nullptr;
    check(bus.message_read(message, "s", &key));
    if (!visit(std::string_view(key))) check(bus.message_skip(message, "v"));
    check(bus.message_exit_container(message));
  }
  check(bus.message_exit_container(message));
}

}  // namespace

// Errors do not pass through the library's C code.
template <ScreenCastPortal::Handle handle>
int ScreenCastPortal::handled_by(sd_bus_message* message, void* self, sd_bus_error*) noexcept {
  auto* portal = static_cast<ScreenCastPortal*>(self);
  try {
    (portal->*handle)(message);
  } catch (const Error& error) {
    portal->end(Phase::failed, error.what());
  }
  return 0;
}

template <ScreenCastPortal::Handle handle>
void ScreenCastPortal::listen(const char* sender, const char* path, const char* interface,
                              const char* signal) {
  check(bus_library().match_signal_async(bus_.get(), nullptr, sender, path, interface, signal,
                                         &handled_by<handle>, nullptr, this));
}

// `types` and `arguments` as sd_bus_message_append(3) takes them.
template <ScreenCastPortal::Handle handle, typename... Arguments>
void ScreenCastPortal::call(const char* interface, const char* method, const char* types,
                            Arguments... arguments) {
  check(bus_library().call_method_async(bus_.get(), nullptr, kService, kPath, interface, method,
                                        &handled_by<handle>, this, types, arguments...));
}

ScreenCastPortal::ScreenCastPortal(std::string restore_token)
    : restore_token_(std::move(restore_token)) {
  const BusLibrary& library = bus_library();
  sd_bus* bus = nullptr;
  const char* name = nullptr;
  int result = library.open_user(&bus);
  bus_.reset(bus);
  if (result >= 0) result = library.get_unique_name(bus, &name);
  if (result < 0)
    fail("no D-Bus session bus: {}; run in a desktop session", std::strerror(-result));
  caller_ = name + 1;  // after ':'
  std::replace(caller_.begin(), caller_.end(), '.', '_');
  listen<&ScreenCastPortal::take_response>(kService, nullptr, "org.freedesktop.portal.Request",
                                           "Response");
  listen<&ScreenCastPortal::notice_closing>(kService, nullptr, "org.freedesktop.portal.Session",
                                            "Closed");
  listen<&ScreenCastPortal::notice_owner>("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                          "org.freedesktop.DBus", "NameOwnerChanged");
  call<&ScreenCastPortal::take_properties>("org.freedesktop.DBus.Properties", "GetAll", "s",
                                           kScreenCast);
}

std::chrono::milliseconds ScreenCastPortal::due(std::chrono::milliseconds longest) const {
  using std::chrono::microseconds, std::chrono::milliseconds;
  uint64_t at = UINT64_MAX;  // microseconds of CLOCK_MONOTONIC
  if (bus_library().get_timeout(bus_.get(), &at) < 0 || at == UINT64_MAX) return longest;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t left = static_cast<int64_t>(at) - (now.tv_sec * 1'000'000 + now.tv_nsec / 1000);
  return std::min(longest,
                  std::chrono::ceil<milliseconds>(microseconds(std::max<int64_t>(left, 0))));
}

void ScreenCastPortal::process() {
  while (phase_ == Phase::asking || phase_ == Phase::shown) {
    const int result = bus_library().process(bus_.get(), nullptr);
    if (result < 0) return end(Phase::failed, "the D-Bus session bus has gone");
    if (result == 0) return;
  }
}

void ScreenCastPortal::take_properties(sd_bus_message* reply) {
  if (is_error(reply)) {
    return end(Phase::failed,
               fmt::format("the desktop has no portal that shows windows ({}): {}; install "
                           "xdg-desktop-portal and what belongs to your desktop, such as "
                           "xdg-desktop-portal-gnome, -kde or -wlr",
                           kScreenCast, error_text(reply)));
  }
  uint32_t available = 0;
  for_each_entry(reply, [&](std::string_view key) {
    if (key != "AvailableSourceTypes") return false;
    read_variant(reply, "u", &available);
    return true;
  });
  source_type_ = (available & kWindow) != 0 ? kWindow : kScreen;
  create_session();
}

// The next of the steps that end with the signal Response at the path request_.
std::string ScreenCastPortal::next_request() {
  std::string token = fmt::format("{}{}", kToken, ++requests_);
  request_ = fmt::format("{}/request/{}/{}", kPath, caller_, token);
  return token;
}

void ScreenCastPortal::create_session() {
  const std::string token = next_request();
  session_ = fmt::format("{}/session/{}/{}", kPath, caller_, kToken);
  call<&ScreenCastPortal::accept_request>(kScreenCast, "CreateSession", "a{sv}", 2,  //
                                          "handle_token", "s", token.c_str(),        //
                                          "session_handle_token", "s", kToken);
}

// Portals before version 4 pass over the last two options.
void ScreenCastPortal::select_sources() {
  const std::string token = next_request();
  const int options = restore_token_.empty() ? 3 : 4;
  call<&ScreenCastPortal::accept_request>(kScreenCast, "SelectSources", "oa{sv}", session_.c_str(),
                                          options,                                    //
                                          "handle_token", "s", token.c_str(),         //
                                          "types", "u", source_type_,                 //
                                          "persist_mode", "u", kPersistUntilRevoked,  //
                                          "restore_token", "s", restore_token_.c_str());
}

void ScreenCastPortal::start() {
  const std::string token = next_request();
  constexpr const char* kNoParentWindow = "";
  call<&ScreenCastPortal::accept_request>(kScreenCast, "Start", "osa{sv}", session_.c_str(),
                                          kNoParentWindow, 1,  //
                                          "handle_token", "s", token.c_str());
}

// A token that the portal cannot read is as good as none.
void ScreenCastPortal::accept_request(sd_bus_message* reply) {
  if (!is_error(reply)) return;
  restore_token_.clear();
  end(Phase::failed,
      fmt::format("the desktop's portal refuses to show a window: {}", error_text(reply)));
}

void ScreenCastPortal::take_response(sd_bus_message* signal) {
  if (bus_library().message_get_path(signal) != request_) return;
  enum : uint32_t { kDone, kCancelled };
  uint32_t response = kDone;
  check(bus_library().message_read(signal, "u", &response));
  if (response == kCancelled)
    return end(Phase::declined, "no window was chosen in the desktop's dialog");
  if (response != kDone) return end(Phase::declined, "the desktop's portal shows no window");
  switch (requests_) {
    case 1:
      return select_sources();
    case 2:
      return start();
    default:
      return take_streams(signal);
  }
}

void ScreenCastPortal::take_streams(sd_bus_message* signal) {
  const BusLibrary& bus = bus_library();
  const char* token = "";
  for_each_entry(signal, [&](std::string_view key) {
    if (key == "restore_token") {
      read_variant(signal, "s", &token);
    } else if (key == "streams") {
      check(bus.message_enter_container(signal, SD_BUS_TYPE_VARIANT, "a(ua{sv})"));
      check(bus.message_enter_container(signal, SD_BUS_TYPE_ARRAY, "(ua{sv})"));
      while (check(bus.message_enter_container(signal, SD_BUS_TYPE_STRUCT, "ua{sv}")) > 0) {
        check(bus.message_read(signal, "u", &node_));
        check(bus.message_skip(signal, "a{sv}"));
        check(bus.message_exit_container(signal));
      }
      check(bus.message_exit_container(signal));
      check(bus.message_exit_container(signal));
    } else {
      return false;
    }
    return true;
  });
  restore_token_ = token;
  if (node_ == 0) return end(Phase::declined, "the desktop's portal shows no window");
  call<&ScreenCastPortal::take_remote>(kScreenCast, "OpenPipeWireRemote", "oa{sv}",
                                       session_.c_str(), 0);
}

// The message closes its own descriptor.
void ScreenCastPortal::take_remote(sd_bus_message* reply) {
  if (is_error(reply)) return accept_request(reply);
  int remote = -1;
  check(bus_library().message_read(reply, "h", &remote));
  remote_ = Descriptor(::fcntl(remote, F_DUPFD_CLOEXEC, 0));
  if (!remote_) fail("cannot take over PipeWire's connection: {}", std::strerror(errno));
  phase_ = Phase::shown;
}

void ScreenCastPortal::notice_closing(sd_bus_message* signal) {
  if (bus_library().message_get_path(signal) != session_) return;
  end(Phase::closed, "the window is not shown any more: it was closed, or sharing it was ended");
}

void ScreenCastPortal::notice_owner(sd_bus_message* signal) {
  const char *name = nullptr, *before = nullptr, *after = nullptr;
  check(bus_library().message_read(signal, "sss", &name, &before, &after));
  if (std::string_view(name) == kService && *before != '\0')
    end(Phase::failed, "the desktop's portal has gone");
}

void ScreenCastPortal::end(Phase phase, std::string reason) {
  phase_ = phase;
  reason_ = std::move(reason);
}

}  // namespace sprint::watch
