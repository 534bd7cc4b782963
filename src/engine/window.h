// The sliding window of a convolution or pool over images of known size.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/graph.h"
#include "kernels/image.h"

namespace sprint::engine {

struct Window {
  int32_t kernel_height = 1, kernel_width = 1;
  int32_t stride_y = 1, stride_x = 1;
  int32_t dilation_y = 1, dilation_x = 1;
  kernels::Border pads;
  int32_t out_height = 0, out_width = 0;

  // The border that the taps of all output pixels reach into; may differ from the pads where the
  // last window ends before the padding does or, with ceil_mode, behind it.
  kernels::Border reach(int32_t height, int32_t width) const;
};

// Reads strides, pads, dilations, auto_pad and ceil_mode (ONNX operators Conv and MaxPool). Throws
// Error where the node is not of two spatial dimensions, the image has no pixels, or the window is
// larger than the padded image.
Window read_window(const ir::Node& node, int64_t kernel_height, int64_t kernel_width,
                   int64_t height, int64_t width);

}  // namespace sprint::engine
