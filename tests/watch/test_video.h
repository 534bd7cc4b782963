// A window as a desktop shows it through PipeWire.
#pragma once

#include <gtest/gtest.h>
#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>
#include <spa/pod/builder.h>

#include <array>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>

#include "tests/watch/test_window.h"
#include "watch/settings.h"

namespace sprint::tests {

struct VideoForm {
  int width = 320, height = 240;
  spa_video_format format = SPA_VIDEO_FORMAT_BGRx;
  std::optional<watch::Region> crop = {};  // the window within the pictures
  int seed = 1;                            // of the pattern that the window shows
};

// Draws a hundred pictures a second while somebody looks.
class TestVideo {
 public:
  // In the PipeWire that XDG_RUNTIME_DIR says.
  explicit TestVideo(const VideoForm& form) : form_(form) {
    pw_init(nullptr, nullptr);
    loop_ = pw_thread_loop_new("test video", nullptr);
    context_ = pw_context_new(pw_thread_loop_get_loop(loop_), nullptr, 0);
    pw_core* core = pw_context_connect(context_, nullptr, 0);
    EXPECT_NE(core, nullptr);
    stream_ = pw_stream_new(core, "test video",
                            pw_properties_new(PW_KEY_MEDIA_CLASS, "Video/Source", nullptr));
    pw_stream_add_listener(stream_, &listener_, events(), this);
    timer_ = pw_loop_add_timer(pw_thread_loop_get_loop(loop_), trigger, this);
    Space space;
    const spa_pod* parameters[] = {format(space)};
    const auto flags =
        static_cast<pw_stream_flags>(PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS);
    EXPECT_EQ(pw_stream_connect(stream_, PW_DIRECTION_OUTPUT, PW_ID_ANY, flags, parameters, 1), 0);
    EXPECT_EQ(pw_thread_loop_start(loop_), 0);
  }
  ~TestVideo() {
    pw_thread_loop_stop(loop_);
    pw_stream_destroy(stream_);
    pw_context_destroy(context_);
    pw_thread_loop_destroy(loop_);
  }
  TestVideo(const TestVideo&) = delete;
  TestVideo& operator=(const TestVideo&) = delete;

  // Waits for it.
  uint32_t node() {
    uint32_t id = SPA_ID_INVALID;
    EXPECT_TRUE(eventually([&] {
      pw_thread_loop_lock(loop_);
      id = pw_stream_get_node_id(stream_);
      pw_thread_loop_unlock(loop_);
      return id != SPA_ID_INVALID;
    }));
    return id;
  }

  void set_seed(int seed) {
    change([&] { form_.seed = seed; });
  }
  void set_crop(const watch::Region& crop) {
    change([&] { form_.crop = crop; });
  }
  void resize(int width, int height) {
    change([&] {
      form_.width = width;
      form_.height = height;
      Space space;
      const spa_pod* parameters[] = {format(space)};
      pw_stream_update_params(stream_, parameters, 1);
    });
  }
  void set_active(bool active) {
    change([&] { pw_stream_set_active(stream_, active); });
  }

 private:
  struct Space {
    alignas(8) std::array<std::byte, 1024> bytes;
  };

  template <typename Change>
  void change(Change change) {
    pw_thread_loop_lock(loop_);
    change();
    pw_thread_loop_unlock(loop_);
  }

  static const pw_stream_events* events() {
    static const pw_stream_events events = [] {
      pw_stream_events made{};
      made.version = PW_VERSION_STREAM_EVENTS;
      made.state_changed = state_changed;
      made.param_changed = parameter_changed;
      made.process = draw;
      return made;
    }();
    return &events;
  }

  const spa_pod* format(Space& space) const {
    spa_video_info_raw info{};
    info.format = form_.format;
    info.size = {static_cast<uint32_t>(form_.width), static_cast<uint32_t>(form_.height)};
    info.framerate = {0, 1};
    spa_pod_builder builder{};
    spa_pod_builder_init(&builder, space.bytes.data(), static_cast<uint32_t>(space.bytes.size()));
    return spa_format_video_raw_build(&builder, SPA_PARAM_EnumFormat, &info);
  }

  static void trigger(void* self, uint64_t) {
    pw_stream_trigger_process(static_cast<TestVideo*>(self)->stream_);
  }

  static void state_changed(void* self, pw_stream_state, pw_stream_state state, const char*) {
    auto& video = *static_cast<TestVideo*>(self);
    timespec period{0, state == PW_STREAM_STATE_STREAMING ? 10'000'000 : 0};
    pw_loop_update_timer(pw_thread_loop_get_loop(video.loop_), video.timer_, &period, &period,
                         false);
  }

  static void parameter_changed(void* self, uint32_t id, const spa_pod* parameter) {
    auto& video = *static_cast<TestVideo*>(self);
    if (id != SPA_PARAM_Format || parameter == nullptr) return;
    spa_video_info_raw info{};
    spa_format_video_raw_parse(parameter, &info);
    video.agreed_ = info.size;
    const int stride = static_cast<int>(info.size.width) * 4 + kGap;
    std::array<Space, 2> spaces;
    const spa_pod* parameters[] = {
        build(spaces[0], SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
              [&](spa_pod_builder* builder) {
                spa_pod_builder_add(
                    builder,                                                       //
                    SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int(3, 2, 8),  //
                    SPA_PARAM_BUFFERS_blocks, SPA_POD_Int(1),                      //
                    SPA_PARAM_BUFFERS_size,
                    SPA_POD_Int(stride * static_cast<int>(info.size.height)),  //
                    SPA_PARAM_BUFFERS_stride, SPA_POD_Int(stride),             //
                    SPA_PARAM_BUFFERS_dataType, SPA_POD_CHOICE_FLAGS_Int(1 << SPA_DATA_MemFd), 0);
              }),
        build(spaces[1], SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta, [](spa_pod_builder* builder) {
          spa_pod_builder_add(builder,                                              //
                              SPA_PARAM_META_type, SPA_POD_Id(SPA_META_VideoCrop),  //
                              SPA_PARAM_META_size, SPA_POD_Int(sizeof(spa_meta_region)), 0);
        })};
    pw_stream_update_params(video.stream_, parameters, 2);
  }

  template <typename Add>
  static const spa_pod* build(Space& space, uint32_t type, uint32_t id, Add add) {
    spa_pod_builder builder{};
    spa_pod_builder_init(&builder, space.bytes.data(), static_cast<uint32_t>(space.bytes.size()));
    spa_pod_frame frame{};
    spa_pod_builder_push_object(&builder, &frame, type, id);
    add(&builder);
    return static_cast<const spa_pod*>(spa_pod_builder_pop(&builder, &frame));
  }

  static void draw(void* self) {
    auto& video = *static_cast<TestVideo*>(self);
    pw_buffer* buffer = pw_stream_dequeue_buffer(video.stream_);
    if (buffer == nullptr) return;
    video.paint(*buffer->buffer);
    pw_stream_queue_buffer(video.stream_, buffer);
  }

  void paint(const spa_buffer& buffer) const {
    const spa_data& data = buffer.datas[0];
    const auto width = static_cast<int>(agreed_.width), height = static_cast<int>(agreed_.height);
    const watch::Region window = form_.crop.value_or(watch::Region{0, 0, width, height});
    const bool red_first =
        form_.format == SPA_VIDEO_FORMAT_RGBx || form_.format == SPA_VIDEO_FORMAT_RGBA;
    const int stride = width * 4 + kGap;
    for (int y = 0; y < height; ++y) {
      auto* pixel = static_cast<uint8_t*>(data.data) + y * stride;
      for (int x = 0; x < width; ++x, pixel += 4) {
        const uint32_t color = pattern_color(x - window.x, y - window.y, form_.seed);
        for (int i = 0; i < 3; ++i)
          pixel[i] = static_cast<uint8_t>(color >> 8 * (red_first ? 2 - i : i));
      }
    }
    *data.chunk = {0, static_cast<uint32_t>(stride * height), stride, 0};
    auto* crop = static_cast<spa_meta_region*>(
        spa_buffer_find_meta_data(&buffer, SPA_META_VideoCrop, sizeof(spa_meta_region)));
    if (crop == nullptr) return;
    crop->region = {{window.x, window.y},
                    {static_cast<uint32_t>(window.width), static_cast<uint32_t>(window.height)}};
  }

  static constexpr int kGap = 64;  // bytes between two rows

  VideoForm form_;
  spa_rectangle agreed_{};
  pw_thread_loop* loop_ = nullptr;
  pw_context* context_ = nullptr;
  pw_stream* stream_ = nullptr;
  spa_hook listener_{};
  spa_source* timer_ = nullptr;
};

}  // namespace sprint::tests
