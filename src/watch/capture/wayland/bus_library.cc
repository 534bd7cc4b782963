#include "watch/capture/wayland/bus_library.h"

#include "watch/capture/wayland/loaded_library.h"

namespace sprint::watch {
namespace {

BusLibrary load() {
  const LoadedLibrary library("libsystemd.so.0", "libsystemd0");
  BusLibrary bus{};
  library.find("sd_bus_open_user", bus.open_user);
  library.find("sd_bus_flush_close_unref", bus.flush_close_unref);
  library.find("sd_bus_get_unique_name", bus.get_unique_name);
  library.find("sd_bus_get_fd", bus.get_fd);
  library.find("sd_bus_get_timeout", bus.get_timeout);
  library.find("sd_bus_process", bus.process);
  library.find("sd_bus_match_signal_async", bus.match_signal_async);
  library.find("sd_bus_call_method_async", bus.call_method_async);
  library.find("sd_bus_message_get_error", bus.message_get_error);
  library.find("sd_bus_message_get_path", bus.message_get_path);
  library.find("sd_bus_message_read", bus.message_read);
  library.find("sd_bus_message_skip", bus.message_skip);
  library.find("sd_bus_message_enter_container", bus.message_enter_container);
  library.find("sd_bus_message_exit_container", bus.message_exit_container);
  return bus;
}

}  // namespace

const BusLibrary& bus_library() {
  static const BusLibrary bus = load();
  return bus;
}

}  // namespace sprint::watch
