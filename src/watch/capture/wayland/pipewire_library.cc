#include "watch/capture/wayland/pipewire_library.h"

#include "watch/capture/wayland/loaded_library.h"

namespace sprint::watch {
namespace {

PipeWireLibrary load() {
  const LoadedLibrary library("libpipewire-0.3.so.0", "libpipewire-0.3-0");
  PipeWireLibrary pipewire{};
  library.find("pw_init", pipewire.init);
  library.find("pw_log_set_level", pipewire.log_set_level);
  library.find("pw_properties_new", pipewire.properties_new);
  library.find("pw_loop_new", pipewire.loop_new);
  library.find("pw_loop_destroy", pipewire.loop_destroy);
  library.find("pw_context_new", pipewire.context_new);
  library.find("pw_context_destroy", pipewire.context_destroy);
  library.find("pw_context_connect_fd", pipewire.context_connect_fd);
  library.find("pw_stream_new", pipewire.stream_new);
  library.find("pw_stream_destroy", pipewire.stream_destroy);
  library.find("pw_stream_add_listener", pipewire.stream_add_listener);
  library.find("pw_stream_connect", pipewire.stream_connect);
  library.find("pw_stream_update_params", pipewire.stream_update_params);
  library.find("pw_stream_dequeue_buffer", pipewire.stream_dequeue_buffer);
  library.find("pw_stream_queue_buffer", pipewire.stream_queue_buffer);
  pipewire.init(nullptr, nullptr);
  pipewire.log_set_level(SPA_LOG_LEVEL_NONE);
  return pipewire;
}

}  // namespace

const PipeWireLibrary& pipewire_library() {
  static const PipeWireLibrary pipewire = load();
  return pipewire;
}

}  // namespace sprint::watch
