#include "sprint/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "data/gray.h"
#include "data/resize.h"
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

// Writes pixels of one picture size as elements of type T.
class Writer {
 public:
  virtual ~Writer() = default;
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual void write(const Image& image, std::byte* to) const = 0;
};

template <typename T>
class WriterOf final : public Writer {
 public:
  WriterOf(const Preprocess& spec, bool channels_first, int channels)
      : channels_first_(channels_first), reversed_(spec.color == ColorOrder::bgr) {
    for (int channel = 0; channel < channels; ++channel) {
      tables_.push_back(normalized<T>(per_channel(spec.mean, channel, channels, "mean"),
                                      per_channel(spec.std, channel, channels, "std")));
    }
  }

  void write(const Image& image, std::byte* to) const override {
    T* const first = reinterpret_cast<T*>(to);
    if (tables_.size() == 1) return each_pixel(image, tables_[0], first, 1, data::gray);
    const size_t plane = image.pixels.size() / kPictureChannels;
    for (size_t channel = 0; channel < tables_.size(); ++channel) {
      const size_t from = reversed_ ? kPictureChannels - 1 - channel : channel;
      each_pixel(image, tables_[channel], first + channel * (channels_first_ ? plane : 1),
                 channels_first_ ? 1 : kPictureChannels,
                 [from](const uint8_t* rgb) { return rgb[from]; });
    }
  }

 private:
  using Table = std::array<T, 256>;

  // Puts value_of every pixel through `table` to every `step`-th element from `to` on.
  template <typename Value>
  static void each_pixel(const Image& image, const Table& table, T* to, size_t step,
                         Value value_of) {
    const uint8_t* pixel = image.pixels.data();
    const uint8_t* const end = pixel + image.pixels.size();
    for (; pixel < end; pixel += kPictureChannels, to += step) *to = table[value_of(pixel)];
  }

  bool channels_first_, reversed_;
  std::vector<Table> tables_;  // per channel of the tensor
};

std::unique_ptr<Writer> make_writer(const TensorSpec& input, const Preprocess& spec,
                                    bool channels_first, int channels) {
  switch (input.dtype) {
    case DType::float32:
      return std::make_unique<WriterOf<float>>(spec, channels_first, channels);
    case DType::float16:
      return std::make_unique<WriterOf<uint16_t>>(spec, channels_first, channels);
    case DType::uint8:
      return std::make_unique<WriterOf<uint8_t>>(spec, channels_first, channels);
    case DType::int8:
      return std::make_unique<WriterOf<int8_t>>(spec, channels_first, channels);
    default:
      fail_input(input, "expected float32, float16, uint8 or int8 for a picture");
  }
}

}  // namespace

struct Preprocessor::State {
  data::Resizer resizer;
  std::unique_ptr<Writer> writer;
};

Preprocess default_preprocess(const TensorSpec& input) {
  Preprocess spec;
  if (input.dtype == DType::uint8 || input.dtype == DType::int8) spec.std = {1.0F};
  if (input.dtype == DType::int8) spec.mean = {128.0F};
  return spec;
}

Preprocessor::Preprocessor(const Preprocess& spec, const TensorSpec& input)
    : output_{input.name, input.dtype, std::vector<int64_t>(input.dims.size(), 1)} {
  const Layout layout = layout_of(input);
  const int channels = channels_of(input, layout, spec.color);
  const int width = size_of(input, layout.width_axis, spec.width, "width");
  const int height = size_of(input, layout.height_axis, spec.height, "height");
  if (input.dims.size() == 4 && input.dims[0] >= 0 && input.dims[0] != 1) {
    fail_input(input, fmt::format("takes {} pictures at once, expected 1", input.dims[0]));
  }
  output_.dims[layout.height_axis] = height;
  output_.dims[layout.width_axis] = width;
  output_.dims[layout.channel_axis] = channels;
  state_ =
      std::make_unique<State>(State{data::Resizer(width, height, spec.resize),
                                    make_writer(input, spec, layout.channels_first, channels)});
}

Preprocessor::~Preprocessor() = default;
Preprocessor::Preprocessor(Preprocessor&&) noexcept = default;
Preprocessor& Preprocessor::operator=(Preprocessor&&) noexcept = default;

void Preprocessor::run(const Image& image, std::span<std::byte> to) {
  const size_t expected = byte_size(output_.dtype, element_count(output_.dims));
  if (to.size() != expected) {
    fail_internal("a picture as {} takes {} bytes, got {}",
                  data::spec_text(output_.dtype, output_.dims), expected, to.size());
  }
  state_->writer->write(state_->resizer.run(image), to.data());
}

Tensor preprocess_image(const Image& image, const Preprocess& spec, const TensorSpec& input) {
  Preprocessor preprocessor(spec, input);
  Tensor tensor(preprocessor.output().dtype, preprocessor.output().dims);
  preprocessor.run(image, tensor.data);
  return tensor;
}

}  // namespace sprint
