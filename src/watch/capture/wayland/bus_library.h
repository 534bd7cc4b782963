// sd-bus, the D-Bus client of libsystemd: the functions that are used of it, loaded at run time.
#pragma once

#include <systemd/sd-bus.h>

#include <memory>

namespace sprint::watch {

// Each as sd-bus(3) describes it under the same name after sd_bus_.
struct BusLibrary {
  decltype(&::sd_bus_open_user) open_user;
  decltype(&::sd_bus_flush_close_unref) flush_close_unref;
  decltype(&::sd_bus_get_unique_name) get_unique_name;
  decltype(&::sd_bus_get_fd) get_fd;
  decltype(&::sd_bus_get_timeout) get_timeout;
  decltype(&::sd_bus_process) process;
  decltype(&::sd_bus_match_signal_async) match_signal_async;
  decltype(&::sd_bus_call_method_async) call_method_async;
  decltype(&::sd_bus_message_get_error) message_get_error;
  decltype(&::sd_bus_message_get_path) message_get_path;
  decltype(&::sd_bus_message_read) message_read;
  decltype(&::sd_bus_message_skip) message_skip;
  decltype(&::sd_bus_message_enter_container) message_enter_container;
  decltype(&::sd_bus_message_exit_container) message_exit_container;
};

// Loads the library where that has not happened yet. Throws Error naming the package that is
// missing.
const BusLibrary& bus_library();

struct CloseBus {
  void operator()(sd_bus* bus) const { bus_library().flush_close_unref(bus); }
};
using Bus = std::unique_ptr<sd_bus, CloseBus>;

}  // namespace sprint::watch
