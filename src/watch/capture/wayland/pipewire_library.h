// PipeWire's client library: the functions that are used of it, loaded at run time. What its
// headers define inline needs no loading.
#pragma once

#include <pipewire/pipewire.h>

#include <memory>

namespace sprint::watch {

// Each as PipeWire's headers describe it under the same name after pw_.
struct PipeWireLibrary {
  decltype(&::pw_init) init;
  decltype(&::pw_log_set_level) log_set_level;
  decltype(&::pw_properties_new) properties_new;
  decltype(&::pw_loop_new) loop_new;
  decltype(&::pw_loop_destroy) loop_destroy;
  decltype(&::pw_context_new) context_new;
  decltype(&::pw_context_destroy) context_destroy;
  decltype(&::pw_context_connect_fd) context_connect_fd;
  decltype(&::pw_stream_new) stream_new;
  decltype(&::pw_stream_destroy) stream_destroy;
  decltype(&::pw_stream_add_listener) stream_add_listener;
  decltype(&::pw_stream_connect) stream_connect;
  decltype(&::pw_stream_update_params) stream_update_params;
  decltype(&::pw_stream_dequeue_buffer) stream_dequeue_buffer;
  decltype(&::pw_stream_queue_buffer) stream_queue_buffer;
};

// Loads and initializes the library where that has not happened yet; it prints nothing. Throws
// Error naming the package that is missing.
const PipeWireLibrary& pipewire_library();

template <auto destroy>
struct DestroyPipeWire {
  template <typename T>
  void operator()(T* object) const {
    (pipewire_library().*destroy)(object);
  }
};
using PipeWireLoop = std::unique_ptr<pw_loop, DestroyPipeWire<&PipeWireLibrary::loop_destroy>>;
// Disconnects what is connected in it.
using PipeWireContext =
    std::unique_ptr<pw_context, DestroyPipeWire<&PipeWireLibrary::context_destroy>>;
using PipeWireStream =
    std::unique_ptr<pw_stream, DestroyPipeWire<&PipeWireLibrary::stream_destroy>>;

}  // namespace sprint::watch
