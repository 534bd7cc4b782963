// Pictures, and how a model wants them: the preprocess spec that travels with the model.
#pragma once

#include <cstdint>
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
// channels. Layout (NCHW or NHWC), element type and, where it is fixed, the size come from the
// model's input.
struct Preprocess {
  int width = 0, height = 0;  // 0: as the model's input says
  ResizeMethod resize = ResizeMethod::area;
  ColorOrder color = ColorOrder::rgb;
  std::vector<float> mean{0.0F}, std{255.0F};

  friend bool operator==(const Preprocess&, const Preprocess&) = default;
};

// Decodes a JPEG or PNG file by its content; grey, palette, alpha and 16-bit pictures become 8-bit
// RGB (alpha is dropped). Throws Error naming the file where it cannot be read or is neither.
Image load_image(const std::string& path);
Image decode_image(std::string_view bytes);

// Equal to OpenCV's resize with INTER_AREA, INTER_LINEAR and INTER_NEAREST within one level.
Image resize_image(const Image& image, int width, int height, ResizeMethod method);

// The picture as a tensor for the model input `input`, batch 1. Throws Error where the input is not
// a picture of 1 or 3 channels in NCHW, NHWC, CHW or HWC layout, or where no size is known.
Tensor preprocess_image(const Image& image, const Preprocess& spec, const TensorSpec& input);

// The spec as JSON, as stored under the metadata key "sprint.preprocess", and back. Throws Error on
// a key or value that it does not know:
// {"width":48,"height":48,"resize":"area","color":"rgb","mean":[0.0],"std":[255.0]}.
std::string preprocess_to_json(const Preprocess& spec);
Preprocess preprocess_from_json(std::string_view json);

}  // namespace sprint
