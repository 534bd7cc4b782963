// Pictures out of PipeWire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "watch/capture/crop.h"
#include "watch/capture/wayland/pipewire_library.h"
#include "watch/capture/wayland/video_format.h"
#include "watch/descriptor.h"

namespace sprint::watch {

// The newest picture of one node. All that the stream does with it happens in process(), in the
// thread that uses the stream, and allocates nothing while the size of the pictures stays.
class VideoStream {
 public:
  enum class State {
    starting,   // the two sides are finding a format
    paused,     // there is a format, but nothing is drawn at the moment
    streaming,  // pictures come when there is something new
    ended,      // for good; see reason()
  };

  // `remote`: a connection to PipeWire. Throws Error where it cannot be used.
  VideoStream(Descriptor remote, uint32_t node, double frames_per_second);
  ~VideoStream();
  VideoStream(const VideoStream&) = delete;
  VideoStream& operator=(const VideoStream&) = delete;

  // Readable when process() is to be called, as when a picture has come.
  int descriptor() const;
  void process();

  State state() const { return state_; }
  const std::string& reason() const { return reason_; }

  // Calls see(const RawPicture&) with the newest picture, which stays as it is meanwhile. False
  // where none has come.
  template <typename See>
  bool look(See see) {
    const std::optional<RawPicture> picture = newest_picture();
    if (picture) see(*picture);
    return picture.has_value();
  }

 private:
  static void changed(void* self, pw_stream_state before, pw_stream_state state, const char* error);
  static void set_parameter(void* self, uint32_t id, const spa_pod* parameter);
  static void drop_buffer(void* self, pw_buffer* buffer);
  static void keep_newest(void* self);

  std::optional<RawPicture> newest_picture() const;
  void end(std::string reason);

  PipeWireLoop loop_;
  PipeWireContext context_;
  PipeWireStream stream_;
  spa_hook listener_{};
  State state_ = State::starting;
  std::string reason_;
  std::optional<VideoFormat> format_;
  pw_buffer* newest_ = nullptr;  // not given back yet
};

}  // namespace sprint::watch
