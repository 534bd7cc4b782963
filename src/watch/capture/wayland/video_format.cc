#include "watch/capture/wayland/video_format.h"

#include <spa/buffer/meta.h>
#include <spa/param/video/format-utils.h>
#include <spa/pod/builder.h>

#include <cmath>
#include <cstdint>

namespace sprint::watch {
namespace {

// Builds one object by `add`, which is handed the builder.
template <typename Add>
const spa_pod* build(ParameterSpace& space, uint32_t type, uint32_t id, Add add) {
  spa_pod_builder builder{};
  spa_pod_builder_init(&builder, space.bytes.data(), static_cast<uint32_t>(space.bytes.size()));
  spa_pod_frame frame{};
  spa_pod_builder_push_object(&builder, &frame, type, id);
  add(&builder);
  return static_cast<const spa_pod*>(spa_pod_builder_pop(&builder, &frame));
}

const spa_pod* wanted_meta(ParameterSpace& space, uint32_t type, size_t size) {
  return build(space, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta, [&](spa_pod_builder* builder) {
    spa_pod_builder_add(builder,                                                       //
                        SPA_PARAM_META_type, SPA_POD_Id(type),                         //
                        SPA_PARAM_META_size, SPA_POD_Int(static_cast<int32_t>(size)),  //
                        0);
  });
}

}  // namespace

const spa_pod* wanted_format(ParameterSpace& space, double frames_per_second) {
  constexpr uint32_t kLargest = 32767;
  const spa_rectangle usual{1280, 720}, smallest{1, 1}, largest{kLargest, kLargest};
  const spa_fraction varying{0, 1}, one{1, 1}, any{1000, 1};
  const spa_fraction rate{static_cast<uint32_t>(std::ceil(frames_per_second)), 1};
  return build(space, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat, [&](spa_pod_builder* builder) {
    spa_pod_builder_add(builder,                                                                 //
                        SPA_FORMAT_mediaType, SPA_POD_Id(SPA_MEDIA_TYPE_video),                  //
                        SPA_FORMAT_mediaSubtype, SPA_POD_Id(SPA_MEDIA_SUBTYPE_raw),              //
                        SPA_FORMAT_VIDEO_format,                                                 //
                        SPA_POD_CHOICE_ENUM_Id(5, SPA_VIDEO_FORMAT_BGRx, SPA_VIDEO_FORMAT_BGRx,  //
                                               SPA_VIDEO_FORMAT_BGRA, SPA_VIDEO_FORMAT_RGBx,     //
                                               SPA_VIDEO_FORMAT_RGBA),                           //
                        SPA_FORMAT_VIDEO_size,                                                   //
                        SPA_POD_CHOICE_RANGE_Rectangle(&usual, &smallest, &largest),             //
                        SPA_FORMAT_VIDEO_framerate,                                              //
                        SPA_POD_CHOICE_RANGE_Fraction(&varying, &varying, &any),                 //
                        SPA_FORMAT_VIDEO_maxFramerate,
                        SPA_POD_CHOICE_RANGE_Fraction(&rate, &one, &rate),  //
                        0);
  });
}

std::optional<VideoFormat> agreed_format(const spa_pod* format) {
  spa_video_info_raw info{};
  if (spa_format_video_raw_parse(format, &info) < 0) return std::nullopt;
  const VideoFormat agreed{static_cast<int>(info.size.width), static_cast<int>(info.size.height),
                           RawFormat::bgrx};
  switch (info.format) {
    case SPA_VIDEO_FORMAT_BGRx:
    case SPA_VIDEO_FORMAT_BGRA:
      return agreed;
    case SPA_VIDEO_FORMAT_RGBx:
    case SPA_VIDEO_FORMAT_RGBA:
      return VideoFormat{agreed.width, agreed.height, RawFormat::rgbx};
    default:
      return std::nullopt;
  }
}

const spa_pod* wanted_buffers(ParameterSpace& space) {
  constexpr int kUsual = 4, kFewest = 2, kMost = 8;
  constexpr int kMapped = 1 << SPA_DATA_MemFd | 1 << SPA_DATA_MemPtr;
  return build(
      space, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers, [&](spa_pod_builder* builder) {
        spa_pod_builder_add(builder,  //
                            SPA_PARAM_BUFFERS_buffers,
                            SPA_POD_CHOICE_RANGE_Int(kUsual, kFewest, kMost),               //
                            SPA_PARAM_BUFFERS_dataType, SPA_POD_CHOICE_FLAGS_Int(kMapped),  //
                            0);
      });
}

const spa_pod* wanted_crop(ParameterSpace& space) {
  return wanted_meta(space, SPA_META_VideoCrop, sizeof(spa_meta_region));
}

const spa_pod* wanted_header(ParameterSpace& space) {
  return wanted_meta(space, SPA_META_Header, sizeof(spa_meta_header));
}

}  // namespace sprint::watch
