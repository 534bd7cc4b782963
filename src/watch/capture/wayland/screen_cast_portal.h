// The desktop's portal that shows a program one window, once the user agrees.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "watch/capture/wayland/bus_library.h"
#include "watch/descriptor.h"

namespace sprint::watch {

// One session of org.freedesktop.portal.ScreenCast, version 1 or newer, from asking for it to its
// end. Nothing waits: process() takes in what the portal has answered. To be used by one thread.
class ScreenCastPortal {
 public:
  enum class Phase {
    asking,    // the portal has not answered yet; it may be asking the user
    shown,     // there is a stream
    declined,  // the user chose nothing, or the desktop does not let them
    failed,    // there is no portal, or it has gone
    closed,    // the portal has ended showing it
  };

  // Asks for a window, or for a whole screen where the desktop shows only these. `restore_token`:
  // of an earlier session, whose window is then shown without asking the user; empty: none. Throws
  // Error where there is no session bus.
  explicit ScreenCastPortal(std::string restore_token);
  ScreenCastPortal(const ScreenCastPortal&) = delete;
  ScreenCastPortal& operator=(const ScreenCastPortal&) = delete;

  // Readable when process() is to be called; due() is the time until it is to be called anyway, at
  // most `longest`.
  int descriptor() const { return bus_library().get_fd(bus_.get()); }
  std::chrono::milliseconds due(std::chrono::milliseconds longest) const;
  void process();

  Phase phase() const { return phase_; }
  // One line why it is declined, failed or closed.
  const std::string& reason() const { return reason_; }

  // Once it is shown: a connection to PipeWire that sees what the user chose, once, and its node.
  Descriptor take_remote() { return std::move(remote_); }
  uint32_t node() const { return node_; }
  bool is_screen() const { return source_type_ == kScreen; }  // which was asked for

  // To be passed to the next session.
  const std::string& restore_token() const { return restore_token_; }

 private:
  // Bits of AvailableSourceTypes.
  static constexpr uint32_t kScreen = 1, kWindow = 2;

  using Handle = void (ScreenCastPortal::*)(sd_bus_message*);
  template <Handle handle>
  static int handled_by(sd_bus_message* message, void* self, sd_bus_error* error) noexcept;
  template <Handle handle>
  void listen(const char* sender, const char* path, const char* interface, const char* signal);
  template <Handle handle, typename... Arguments>
  void call(const char* interface, const char* method, const char* types, Arguments... arguments);

  void take_properties(sd_bus_message* reply);
  void create_session();
  void select_sources();
  void start();
  void accept_request(sd_bus_message* reply);
  void take_response(sd_bus_message* signal);
  void take_streams(sd_bus_message* signal);
  void take_remote(sd_bus_message* reply);
  void notice_closing(sd_bus_message* signal);
  void notice_owner(sd_bus_message* signal);
  std::string next_request();
  void end(Phase phase, std::string reason);

  Bus bus_;
  std::string restore_token_;
  Phase phase_ = Phase::asking;
  std::string reason_;
  std::string caller_;   // this connection's name, as paths of the portal have it
  std::string session_;  // object path
  std::string request_;  // object path of the request that is under way
  int requests_ = 0;
  uint32_t source_type_ = kWindow;  // that is asked for
  uint32_t node_ = 0;
  Descriptor remote_;
};

}  // namespace sprint::watch
