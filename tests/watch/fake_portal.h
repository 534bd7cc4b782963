// A portal that answers as a test says.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "watch/descriptor.h"
#include "watch/wake.h"

namespace sprint::tests {

// What the user does when they are asked for a window.
enum class Answer { nothing, window, cancel, other };

// Has the bus name of the desktop's portal and its interface ScreenCast, version 4, in a thread of
// its own.
class FakePortal {
 public:
  struct Asked {
    int windows = 0;     // Start
    uint32_t types = 0;  // of SelectSources, as are the next two
    uint32_t persist_mode = 0;
    std::string restore_token;
  };

  FakePortal(const std::string& address, Answer answer) : answer_(answer) {
    EXPECT_GE(sd_bus_new(&bus_), 0);
    sd_bus_set_address(bus_, address.c_str());
    sd_bus_set_bus_client(bus_, 1);
    EXPECT_GE(sd_bus_start(bus_), 0);
    EXPECT_GE(sd_bus_add_object_vtable(bus_, nullptr, "/org/freedesktop/portal/desktop",
                                       "org.freedesktop.portal.ScreenCast", table(), this),
              0);
    EXPECT_GE(sd_bus_request_name(bus_, "org.freedesktop.portal.Desktop", 0), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakePortal() {
    stop_ = true;
    wake_.wake();
    thread_.join();
    sd_bus_flush_close_unref(bus_);
  }
  FakePortal(const FakePortal&) = delete;
  FakePortal& operator=(const FakePortal&) = delete;

  void set_answer(Answer answer) { answer_ = answer; }
  // The node of the PipeWire at `socket` that is shown from now on. Before, the connection to
  // PipeWire leads nowhere.
  void set_node(uint32_t node, const std::string& socket) {
    const std::scoped_lock lock(mutex_);
    node_ = node;
    socket_ = socket;
  }
  // Tokens other than this one are refused; empty: none is.
  void set_known_token(const std::string& token) { known_token_ = token; }
  Asked asked() {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }
  // Ends the session that was asked for last.
  void close_session() {
    close_ = true;
    wake_.wake();
  }

 private:
  using Handle = int (FakePortal::*)(sd_bus_message*, sd_bus_error*);
  template <Handle handle>
  static int handled_by(sd_bus_message* call, void* self, sd_bus_error* error) {
    return (static_cast<FakePortal*>(self)->*handle)(call, error);
  }
  static int get_number(sd_bus*, const char*, const char*, const char* property,
                        sd_bus_message* reply, void*, sd_bus_error*) {
    const uint32_t value = std::string(property) == "version" ? 4 : 3;
    return sd_bus_message_append(reply, "u", value);
  }

  void serve() {
    while (!stop_) {
      while (sd_bus_process(bus_, nullptr) > 0) {
      }
      wake_.clear();
      if (close_.exchange(false))
        sd_bus_emit_signal(bus_, session_.c_str(), "org.freedesktop.portal.Session", "Closed", "");
      sd_bus_flush(bus_);
      pollfd waiting[] = {{sd_bus_get_fd(bus_), POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}};
      if (!stop_) ::poll(waiting, 2, -1);
    }
  }

  // Options of a call, those that a test asks about.
  std::string read_options(sd_bus_message* call) {
    std::string handle;
    const std::scoped_lock lock(mutex_);
    asked_.restore_token = "";
    sd_bus_message_enter_container(call, 'a', "{sv}");
    while (sd_bus_message_enter_container(call, 'e', "sv") > 0) {
      const char *key = nullptr, *text = nullptr;
      sd_bus_message_read(call, "s", &key);
      const std::string name = key;
      if (name == "types") {
        sd_bus_message_read(call, "v", "u", &asked_.types);
      } else if (name == "persist_mode") {
        sd_bus_message_read(call, "v", "u", &asked_.persist_mode);
      } else if (sd_bus_message_read(call, "v", "s", &text) >= 0) {
        if (name == "handle_token") handle = text;
        if (name == "restore_token") asked_.restore_token = text;
        if (name == "session_handle_token") session_ = object_path(call, "session", text);
      }
      sd_bus_message_exit_container(call);
    }
    return object_path(call, "request", handle);
  }

  static std::string object_path(sd_bus_message* call, const std::string& kind,
                                 const std::string& token) {
    std::string caller = sd_bus_message_get_sender(call) + 1;
    for (char& c : caller) c = c == '.' ? '_' : c;
    return "/org/freedesktop/portal/desktop/" + kind + "/" + caller + "/" + token;
  }

  int respond(sd_bus_message* call, const std::string& request, uint32_t response) {
    sd_bus_reply_method_return(call, "o", request.c_str());
    return sd_bus_emit_signal(bus_, request.c_str(), "org.freedesktop.portal.Request", "Response",
                              "ua{sv}", response, 0);
  }

  int create_session(sd_bus_message* call, sd_bus_error*) {
    const std::string request = read_options(call);
    return respond(call, request, 0);
  }

  int select_sources(sd_bus_message* call, sd_bus_error* error) {
    sd_bus_message_skip(call, "o");
    const std::string request = read_options(call);
    const std::string token = asked().restore_token;
    if (!known_token_.empty() && !token.empty() && token != known_token_)
      return sd_bus_error_set(error, "org.freedesktop.portal.Error.InvalidArgument",
                              "Restore token is not valid");
    return respond(call, request, 0);
  }

  int start(sd_bus_message* call, sd_bus_error*) {
    sd_bus_message_skip(call, "os");
    const std::string token = asked().restore_token;
    const std::string request = read_options(call);
    {
      const std::scoped_lock lock(mutex_);
      ++asked_.windows;
      asked_.restore_token = token;
    }
    switch (answer_.load()) {
      case Answer::nothing:
        return sd_bus_reply_method_return(call, "o", request.c_str());
      case Answer::cancel:
        return respond(call, request, 1);
      case Answer::other:
        return respond(call, request, 2);
      case Answer::window:
        break;
    }
    sd_bus_reply_method_return(call, "o", request.c_str());
    const std::scoped_lock lock(mutex_);
    return sd_bus_emit_signal(bus_, request.c_str(), "org.freedesktop.portal.Request", "Response",
                              "ua{sv}", 0, 2,                       //
                              "streams", "a(ua{sv})", 1, node_, 1,  //
                              "source_type", "u", 2U,               //
                              "restore_token", "s", (token + "+").c_str());
  }

  int open_remote(sd_bus_message* call, sd_bus_error*) {
    const std::scoped_lock lock(mutex_);
    const watch::Descriptor remote(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (!socket_.empty()) {
      EXPECT_EQ(::connect(remote.number(), reinterpret_cast<sockaddr*>(&address), sizeof address),
                0);
    }
    return sd_bus_reply_method_return(call, "h", remote.number());
  }

  static const sd_bus_vtable* table() {
    static const sd_bus_vtable rows[] = {
        SD_BUS_VTABLE_START(0),
        SD_BUS_METHOD("CreateSession", "a{sv}", "o", &handled_by<&FakePortal::create_session>, 0),
        SD_BUS_METHOD("SelectSources", "oa{sv}", "o", &handled_by<&FakePortal::select_sources>, 0),
        SD_BUS_METHOD("Start", "osa{sv}", "o", &handled_by<&FakePortal::start>, 0),
        SD_BUS_METHOD("OpenPipeWireRemote", "oa{sv}", "h", &handled_by<&FakePortal::open_remote>,
                      0),
        SD_BUS_PROPERTY("version", "u", &get_number, 0, 0),
        SD_BUS_PROPERTY("AvailableSourceTypes", "u", &get_number, 0, 0),
        SD_BUS_VTABLE_END};
    return rows;
  }

  sd_bus* bus_ = nullptr;
  std::atomic<Answer> answer_;
  std::string known_token_;  // set before it is asked
  std::string session_;      // of the thread
  std::atomic<bool> stop_{false}, close_{false};
  watch::Wake wake_;
  std::mutex mutex_;  // of what follows
  Asked asked_;
  uint32_t node_ = 42;
  std::string socket_;
  std::thread thread_;
};

}  // namespace sprint::tests
