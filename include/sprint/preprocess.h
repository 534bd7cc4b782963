// Pictures, and how a model wants them: the preprocess spec that travels with the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sprint/session.h"
#include "sprint/tensor.h"

namespace sprint {

// 8-bit RGB pixels, row by row from the top, 3 bytes each.
struct Image {
  int width = 0, height = 0;
  std::vector<uint8_t> pixels;
};

enum class ResizeMethod { area, bilinear, nearest };
enum class ColorOrder { rgb, bgr, gray };

// value = (pixel - mean) / std with the pixel in 0..255, per channel or one number for all
// channels; rounded to the nearest and saturated where the input takes integers. Layout, element
// type and, where it is fixed, the size come from the model's input: see docs/data.md.
struct Preprocess {
  int width = 0, height = 0;  // 0: as the model's input says
  ResizeMethod resize = ResizeMethod::area;
  ColorOrder color = ColorOrder::rgb;
  std::vector<float> mean{0.0F}, std{255.0F};

  friend bool operator==(const Preprocess&, const Preprocess&) = default;
};

// The spec of a model that stores none: mean 0, std 255 (values 0..1) for float inputs, pixels as
// they are for uint8 (mean 0, std 1), pixels - 128 for int8 (mean 128, std 1).
Preprocess default_preprocess(const TensorSpec& input);

// Decodes a JPEG or PNG file by its content; grey, palette, alpha, CMYK and 16-bit pictures become
// 8-bit RGB (alpha is dropped), turned upright where EXIF data says so. Throws Error naming the
// file where it cannot be read, is neither, is damaged or cut short, or has over 2^28 pixels.
Image load_image(const std::string& path);
Image decode_image(std::string_view bytes);  // names no file

// Equal to OpenCV's resize with INTER_AREA, INTER_LINEAR and INTER_NEAREST within one level. Throws
// Error where either size is not positive or `image` holds other than width * height * 3 bytes.
Image resize_image(const Image& image, int width, int height, ResizeMethod method);

// The picture as a tensor for the model input `input`, batch 1, resized and then turned grey where
// the input has one channel. Throws Error where the input is not a picture of 1 or 3 channels in
// NCHW, NHWC, CHW or HWC layout, takes another type than float32, float16, uint8 and int8,
// disagrees with the spec, or where no size is known.
Tensor preprocess_image(const Image& image, const Preprocess& spec, const TensorSpec& input);

// preprocess_image() of one picture after another: tables and memory are made once. Not for use by
// two threads at once.
class Preprocessor {
 public:
  // Throws Error as preprocess_image() does.
  Preprocessor(const Preprocess& spec, const TensorSpec& input);
  ~Preprocessor();
  Preprocessor(Preprocessor&&) noexcept;
  Preprocessor& operator=(Preprocessor&&) noexcept;

  // What run() writes: the input with every dimension known.
  const TensorSpec& output() const { return output_; }

  // Writes the picture to `to`, which holds exactly the bytes of output(), aligned for its element
  // type. Allocates nothing while the pictures keep their size.
  void run(const Image& image, std::span<std::byte> to);

 private:
  struct State;

  TensorSpec output_;
  std::unique_ptr<State> state_;
};

// The spec as JSON, as stored under the metadata key "sprint.preprocess", and back. Keys left out
// keep their defaults. Throws Error on a key or value that it does not know, with the nearest that
// it does:
// {"width":48,"height":48,"resize":"area","color":"rgb","mean":[0.0],"std":[255.0]}.
std::string preprocess_to_json(const Preprocess& spec);
Preprocess preprocess_from_json(std::string_view json);

}  // namespace sprint
