#include "sprint/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "data/spec_text.h"
#include "tensor/float16.h"

namespace sprint {
namespace {

constexpr int kPictureChannels = 3;

// Where height, width and channel lie in a model input.
struct Layout {
  bool channels_first;
  size_t height_axis, width_axis, channel_axis;
};

[[noreturn]] void fail_input(const TensorSpec& input, std::string_view why) {
  fail("input '{}' {}: {}", input.name, data::spec_text(input.dtype, input.dims), why);
}

bool is_channels(int64_t dim) { return dim == 1 || dim == kPictureChannels; }

// The channel axis is the first of these that holds: first axis (after the batch) of size 1 or 3,
// last axis of size 1 or 3, first axis open, last axis open.
Layout layout_of(const TensorSpec& input) {
  const size_t rank = input.dims.size();
  if (rank != 3 && rank != 4) fail_input(input, "expected a picture of rank 3 or 4");
  const size_t first = rank - 3, last = rank - 1;
  const Layout channels_first{true, first + 1, first + 2, first};
  const Layout channels_last{false, first, first + 1, last};
  if (is_channels(input.dims[first])) return channels_first;
  if (is_channels(input.dims[last])) return channels_last;
  if (input.dims[first] < 0) return channels_first;
  if (input.dims[last] < 0) return channels_last;
  fail_input(input, "expected a picture, with 1 or 3 channels as its first or last axis");
}

int channels_of(const TensorSpec& input, const Layout& layout, ColorOrder color) {
  const int64_t channels = input.dims[layout.channel_axis];
  if (channels < 0) return color == ColorOrder::gray ? 1 : kPictureChannels;
  if (channels == kPictureChannels && color == ColorOrder::gray) {
    fail_input(input, "takes 3 channels, but the color order of the preprocess spec is gray");
  }
  return static_cast<int>(channels);
}

int size_of(const TensorSpec& input, size_t axis, int wanted, std::string_view name) {
  const int64_t dim = input.dims[axis];
  if (wanted < 0) fail_usage("the {} of the preprocess spec is negative: {}", name, wanted);
  if (dim < 0 && wanted == 0) {
    fail_input(input, fmt::format("leaves the {} open; set it in the preprocess spec", name));
  }
  if (dim < 0) return wanted;
  if (dim == 0 || dim > std::numeric_limits<int>::max()) {
    fail_input(input, fmt::format("cannot hold a picture of {} {}", name, dim));
  }
  if (wanted != 0 && wanted != dim) {
    fail_input(input,
               fmt::format("wants the {} {}, but the preprocess spec says {}", name, dim, wanted));
  }
  return static_cast<int>(dim);
}

float per_channel(const std::vector<float>& values, int channel, int channels,
                  std::string_view name) {
  if (values.size() != 1 && values.size() != static_cast<size_t>(channels)) {
    fail_usage("the {} of the preprocess spec has {} numbers, expected 1 or {}", name,
               values.size(), channels);
  }
  const float value = values[values.size() == 1 ? 0 : static_cast<size_t>(channel)];
  if (!std::isfinite(value) || (name == "std" && value == 0.0F)) {
    fail_usage("the {} of the preprocess spec cannot be {}", name, value);
  }
  return value;
}

template <typename T>
T convert(float value) {
  if constexpr (std::is_same_v<T, float>) {
    return value;
  } else if constexpr (std::is_same_v<T, uint16_t>) {
    return float_to_half(value);
  } else {
    return static_cast<T>(std::clamp(std::nearbyint(value),
                                     static_cast<float>(std::numeric_limits<T>::min()),
                                     static_cast<float>(std::numeric_limits<T>::max())));
  }
}

// (pixel - mean) / std for each of the 256 values that a pixel can have.
template <typename T>
std::array<T, 256> normalized(float mean, float deviation) {
  std::array<T, 256> table;
  for (size_t pixel = 0; pixel < table.size(); ++pixel) {
    table[pixel] = convert<T>((static_cast<float>(pixel) - mean) / deviation);
  }
  return table;
}

// Grey by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B), in 15 bits of fraction as OpenCV's cvtColor
// does it, in place at the front of each pixel.
void make_gray(Image& image) {
  for (size_t i = 0; i < image.pixels.size(); i += kPictureChannels) {
    const int sum =
        image.pixels[i] * 9798 + image.pixels[i + 1] * 19235 + image.pixels[i + 2] * 3735;
    image.pixels[i] = static_cast<uint8_t>((sum + (1 << 14)) >> 15);
  }
}

// Puts channel `from` of the RGB pixels through `table` to every `step`-th element from `to` on.
template <typename T>
void write_channel(const Image& image, int from, const std::array<T, 256>& table, T* to,
                   size_t step) {
  const uint8_t* pixel = image.pixels.data() + from;
  const uint8_t* end = image.pixels.data() + image.pixels.size();
  for (; pixel < end; pixel += kPictureChannels, to += step) *to = table[*pixel];
}

template <typename T>
void write_pixels(const Image& image, const Preprocess& spec, bool channels_first, int channels,
                  T* to) {
  const size_t plane = image.pixels.size() / kPictureChannels;
  for (int channel = 0; channel < channels; ++channel) {
    const auto table = normalized<T>(per_channel(spec.mean, channel, channels, "mean"),
                                     per_channel(spec.std, channel, channels, "std"));
    const bool reversed = spec.color == ColorOrder::bgr && channels == kPictureChannels;
    const int from = reversed ? kPictureChannels - 1 - channel : channel;
    T* first = to + static_cast<size_t>(channel) * (channels_first ? plane : 1);
    write_channel(image, from, table, first, channels_first ? 1 : static_cast<size_t>(channels));
  }
}

void write_tensor(const Image& image, const Preprocess& spec, bool channels_first, int channels,
                  Tensor& tensor) {
  const auto write = [&]<typename T>(T* to) {
    write_pixels(image, spec, channels_first, channels, to);
  };
  switch (tensor.dtype) {
    case DType::float32:
      return write(tensor.as<float>().data());
    case DType::float16:
      return write(tensor.as<uint16_t>().data());
    case DType::uint8:
      return write(tensor.as<uint8_t>().data());
    case DType::int8:
      return write(tensor.as<int8_t>().data());
    default:
      fail_internal("pictures cannot become {}", dtype_name(tensor.dtype));
  }
}

bool holds_pixels(DType dtype) {
  return dtype == DType::float32 || dtype == DType::float16 || dtype == DType::uint8 ||
         dtype == DType::int8;
}

}  // namespace

Preprocess default_preprocess(const TensorSpec& input) {
  Preprocess spec;
  if (input.dtype == DType::uint8 || input.dtype == DType::int8) spec.std = {1.0F};
  if (input.dtype == DType::int8) spec.mean = {128.0F};
  return spec;
}

Tensor preprocess_image(const Image& image, const Preprocess& spec, const TensorSpec& input) {
  if (!holds_pixels(input.dtype)) {
    fail_input(input, "expected float32, float16, uint8 or int8 for a picture");
  }
  const Layout layout = layout_of(input);
  const int channels = channels_of(input, layout, spec.color);
  const int width = size_of(input, layout.width_axis, spec.width, "width");
  const int height = size_of(input, layout.height_axis, spec.height, "height");
  if (input.dims.size() == 4 && input.dims[0] >= 0 && input.dims[0] != 1) {
    fail_input(input, fmt::format("takes {} pictures at once, expected 1", input.dims[0]));
  }
  Image resized = resize_image(image, width, height, spec.resize);
  if (channels == 1) make_gray(resized);
  std::vector<int64_t> dims(input.dims.size(), 1);
  dims[layout.height_axis] = height;
  dims[layout.width_axis] = width;
  dims[layout.channel_axis] = channels;
  Tensor tensor(input.dtype, std::move(dims));
  write_tensor(resized, spec, layout.channels_first, channels, tensor);
  return tensor;
}

}  // namespace sprint
