// The pictures that a stream of PipeWire is asked for.
#pragma once

#include <pipewire/pipewire.h>

#include <array>
#include <cstddef>
#include <optional>

#include "watch/capture/crop.h"

namespace sprint::watch {

struct VideoFormat {
  int width, height;  // pixels
  RawFormat pixels;
};

// Memory for one parameter, which lies where it is returned from.
struct ParameterSpace {
  alignas(8) std::array<std::byte, 1024> bytes;
};

// 4 bytes per pixel in memory that can be mapped, any size, and no more frames per second than
// that: whoever draws them is to copy no more of them than are looked at.
const spa_pod* wanted_format(ParameterSpace& space, double frames_per_second);

// What the two sides have agreed on; nothing where it is no such format.
std::optional<VideoFormat> agreed_format(const spa_pod* format);

// Buffers in mapped memory: one that is looked at, and enough to draw into.
const spa_pod* wanted_buffers(ParameterSpace& space);

// With each picture, which part of it is the window.
const spa_pod* wanted_crop(ParameterSpace& space);

// With each picture, whether it is one.
const spa_pod* wanted_header(ParameterSpace& space);

}  // namespace sprint::watch
