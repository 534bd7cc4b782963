#include "watch/capture/wayland/video_stream.h"

#include <spa/buffer/meta.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/printable.h"

namespace sprint::watch {
namespace {

constexpr uint32_t kBytesPerPixel = 4;

// A compositor also sends buffers that hold nothing new but the pointer.
bool holds_picture(const pw_buffer& buffer) {
  const spa_buffer& content = *buffer.buffer;
  const auto* header = static_cast<const spa_meta_header*>(
      spa_buffer_find_meta_data(&content, SPA_META_Header, sizeof(spa_meta_header)));
  if (header != nullptr && (header->flags & SPA_META_HEADER_FLAG_CORRUPTED) != 0) return false;
  if (content.n_datas == 0 || content.datas[0].data == nullptr) return false;
  const spa_chunk& chunk = *content.datas[0].chunk;
  return chunk.size > 0 && (chunk.flags & SPA_CHUNK_FLAG_CORRUPTED) == 0;
}

// The window within the picture.
spa_region window_in(const spa_buffer& content, const VideoFormat& format) {
  const spa_region whole{
      {0, 0}, {static_cast<uint32_t>(format.width), static_cast<uint32_t>(format.height)}};
  const auto* crop = static_cast<const spa_meta_region*>(
      spa_buffer_find_meta_data(&content, SPA_META_VideoCrop, sizeof(spa_meta_region)));
  if (crop == nullptr || !spa_meta_region_is_valid(crop)) return whole;
  const auto& [place, size] = crop->region;
  const auto within = [](int begin, uint32_t length, uint32_t limit) {
    return begin >= 0 && length <= limit && static_cast<uint32_t>(begin) <= limit - length;
  };
  const bool fits = within(place.x, size.width, whole.size.width) &&
                    within(place.y, size.height, whole.size.height);
  return fits ? crop->region : whole;
}

// What a loop can be asked for, without PipeWire's macros for it, which are no standard C++.
class LoopControl {
 public:
  explicit LoopControl(const pw_loop& loop)
      : methods_(static_cast<const spa_loop_control_methods*>(loop.control->iface.cb.funcs)),
        object_(loop.control->iface.cb.data) {}

  void enter() const { methods_->enter(object_); }
  void leave() const { methods_->leave(object_); }
  int descriptor() const { return methods_->get_fd(object_); }
  // Does what is due, without waiting; how much there was.
  int iterate() const { return methods_->iterate(object_, 0); }

 private:
  const spa_loop_control_methods* methods_;
  void* object_;
};

}  // namespace

VideoStream::VideoStream(Descriptor remote, uint32_t node, double frames_per_second) {
  static constexpr pw_stream_events kEvents = [] {
    pw_stream_events events{};
    events.version = PW_VERSION_STREAM_EVENTS;
    events.state_changed = changed;
    events.param_changed = set_parameter;
    events.remove_buffer = drop_buffer;
    events.process = keep_newest;
    return events;
  }();
  const PipeWireLibrary& pipewire = pipewire_library();
  loop_.reset(pipewire.loop_new(nullptr));
  if (loop_) LoopControl(*loop_).enter();  // or else PipeWire's thread would call back
  if (loop_) context_.reset(pipewire.context_new(loop_.get(), nullptr, 0));
  if (!context_)
    fail("PipeWire does not start: {}; install the package libpipewire-0.3-modules",
         std::strerror(errno));
  pw_core* core = pipewire.context_connect_fd(context_.get(), remote.release(), nullptr, 0);
  if (core == nullptr) fail("cannot connect to PipeWire: {}", std::strerror(errno));
  pw_properties* properties =
      pipewire.properties_new(PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CATEGORY, "Capture",
                              PW_KEY_MEDIA_ROLE, "Screen", nullptr);
  stream_.reset(pipewire.stream_new(core, "sprint watch", properties));
  if (!stream_) fail("PipeWire gives no stream: {}", std::strerror(errno));
  pipewire.stream_add_listener(stream_.get(), &listener_, &kEvents, this);
  ParameterSpace space;
  const spa_pod* parameters[] = {wanted_format(space, frames_per_second)};
  const auto flags = static_cast<pw_stream_flags>(
      PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_MAP_BUFFERS | PW_STREAM_FLAG_DONT_RECONNECT);
  const int result =
      pipewire.stream_connect(stream_.get(), PW_DIRECTION_INPUT, node, flags, parameters, 1);
  if (result < 0) fail("PipeWire gives no stream: {}", std::strerror(-result));
}

// The stream still calls back while it goes.
VideoStream::~VideoStream() {
  spa_hook_remove(&listener_);
  stream_.reset();
  LoopControl(*loop_).leave();
}

int VideoStream::descriptor() const { return LoopControl(*loop_).descriptor(); }

void VideoStream::process() {
  const LoopControl control(*loop_);
  while (control.iterate() > 0) {
  }
}

void VideoStream::changed(void* self, pw_stream_state before, pw_stream_state state,
                          const char* error) {
  auto& stream = *static_cast<VideoStream*>(self);
  if (stream.state_ == State::ended) return;
  switch (state) {
    case PW_STREAM_STATE_STREAMING:
      stream.state_ = State::streaming;
      return;
    case PW_STREAM_STATE_PAUSED:
      stream.state_ = State::paused;
      return;
    case PW_STREAM_STATE_CONNECTING:
      stream.state_ = State::starting;
      return;
    case PW_STREAM_STATE_ERROR:
      return stream.end(fmt::format("PipeWire shows no picture of the window: {}",
                                    printable(error == nullptr ? "no reason given" : error, 200)));
    case PW_STREAM_STATE_UNCONNECTED:
      if (before != PW_STREAM_STATE_UNCONNECTED)
        stream.end("PipeWire has ended the stream of the window");
      return;
  }
}

// The buffers of another format have been taken back before: see drop_buffer().
void VideoStream::set_parameter(void* self, uint32_t id, const spa_pod* parameter) {
  auto& stream = *static_cast<VideoStream*>(self);
  if (id != SPA_PARAM_Format || parameter == nullptr) return;
  stream.format_ = agreed_format(parameter);
  if (!stream.format_) return stream.end("PipeWire shows the window in an unknown format");
  std::array<ParameterSpace, 3> spaces;
  const spa_pod* parameters[] = {wanted_buffers(spaces[0]), wanted_crop(spaces[1]),
                                 wanted_header(spaces[2])};
  pipewire_library().stream_update_params(stream.stream_.get(), parameters, spaces.size());
}

void VideoStream::drop_buffer(void* self, pw_buffer* buffer) {
  auto& stream = *static_cast<VideoStream*>(self);
  if (stream.newest_ == buffer) stream.newest_ = nullptr;
}

void VideoStream::keep_newest(void* self) {
  const PipeWireLibrary& pipewire = pipewire_library();
  auto& stream = *static_cast<VideoStream*>(self);
  while (pw_buffer* next = pipewire.stream_dequeue_buffer(stream.stream_.get())) {
    if (holds_picture(*next)) std::swap(next, stream.newest_);
    if (next != nullptr) pipewire.stream_queue_buffer(stream.stream_.get(), next);
  }
}

std::optional<RawPicture> VideoStream::newest_picture() const {
  if (newest_ == nullptr || !format_) return std::nullopt;
  const spa_data& data = newest_->buffer->datas[0];
  const spa_region window = window_in(*newest_->buffer, *format_);
  const auto stride = static_cast<size_t>(std::max(data.chunk->stride, 0));
  const auto rows = static_cast<size_t>(format_->height);
  const auto row = static_cast<size_t>(format_->width) * kBytesPerPixel;
  const size_t end = data.chunk->offset + stride * (rows - 1) + row;
  if (rows == 0 || stride < row || end > data.maxsize) return std::nullopt;
  const uint8_t* pixels = static_cast<const uint8_t*>(data.data) + data.chunk->offset +
                          static_cast<size_t>(window.position.y) * stride +
                          static_cast<size_t>(window.position.x) * kBytesPerPixel;
  return RawPicture{pixels, static_cast<int>(window.size.width),
                    static_cast<int>(window.size.height), stride, format_->pixels};
}

void VideoStream::end(std::string reason) {
  state_ = State::ended;
  reason_ = std::move(reason);
}

}  // namespace sprint::watch
