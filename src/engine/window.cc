#include "engine/window.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"

namespace sprint::engine {
namespace {

std::vector<int64_t> list(const ir::Node& node, const char* name, size_t size, int64_t fallback) {
  std::vector<int64_t> values = node.get(name, std::vector<int64_t>(size, fallback));
  if (values.size() != size) {
    fail("attribute '{}' has {} elements; the native runtime takes images, which need {}", name,
         values.size(), size);
  }
  return values;
}

// Keeps sums of a few sizes, and what windows within them reach, in int32.
constexpr int64_t kMaxSize = int64_t{1} << 28;

int32_t narrow(int64_t value) {
  if (value < -kMaxSize || value > kMaxSize)
    fail("size {} of a window or image is too large", value);
  return static_cast<int32_t>(value);
}

struct Axis {
  int64_t input, kernel, stride, dilation, begin, end;
  bool ceil;

  // So that nothing below overflows.
  void check() const {
    for (const int64_t value : {input, begin, end}) narrow(value);
    if (narrow(kernel) < 1 || narrow(stride) < 1 || narrow(dilation) < 1)
      fail("a window of size {}, stride {} and dilation {}; each is at least 1", kernel, stride,
           dilation);
  }

  int64_t extent() const { return (kernel - 1) * dilation + 1; }

  // ONNX operator Conv, attribute auto_pad.
  void pad_same(bool upper) {
    const int64_t places = (input + stride - 1) / stride;
    const int64_t total = std::max<int64_t>(0, (places - 1) * stride + extent() - input);
    begin = upper ? total / 2 : total - total / 2;
    end = total - begin;
  }

  // ONNX operator MaxPool: with ceil_mode a last window counts if it starts inside the image or the
  // padding before it.
  int64_t places() const {
    const int64_t room = input + begin + end - extent();
    if (room < 0) fail("a window of {} does not fit into {} pixels", extent(), room + extent());
    int64_t count = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
    if (ceil && (count - 1) * stride >= input + begin) --count;
    return count;
  }
};

}  // namespace

kernels::Border Window::reach(int32_t height, int32_t width) const {
  const int32_t last_y = (out_height - 1) * stride_y + (kernel_height - 1) * dilation_y + 1;
  const int32_t last_x = (out_width - 1) * stride_x + (kernel_width - 1) * dilation_x + 1;
  return {pads.top, pads.left, std::max(0, last_y - pads.top - height),
          std::max(0, last_x - pads.left - width)};
}

Window read_window(const ir::Node& node, int64_t kernel_height, int64_t kernel_width,
                   int64_t height, int64_t width) {
  if (height == 0 || width == 0) fail("an image of {} x {} pixels", height, width);
  const std::vector<int64_t> strides = list(node, "strides", 2, 1);
  const std::vector<int64_t> dilations = list(node, "dilations", 2, 1);
  const std::vector<int64_t> pads = list(node, "pads", 4, 0);
  const std::string auto_pad = node.get("auto_pad", std::string("NOTSET"));
  const bool ceil = node.get<int64_t>("ceil_mode", 0) != 0;
  std::array<Axis, 2> axes{
      Axis{height, kernel_height, strides[0], dilations[0], pads[0], pads[2], ceil},
      Axis{width, kernel_width, strides[1], dilations[1], pads[1], pads[3], ceil}};
  for (Axis& axis : axes) {
    axis.check();
    if (auto_pad.starts_with("SAME")) axis.pad_same(auto_pad == "SAME_UPPER");
    if (auto_pad == "VALID") axis.begin = axis.end = 0;
  }
  const auto& [y, x] = axes;
  return {narrow(y.kernel),
          narrow(x.kernel),
          narrow(y.stride),
          narrow(x.stride),
          narrow(y.dilation),
          narrow(x.dilation),
          {narrow(y.begin), narrow(x.begin), narrow(y.end), narrow(x.end)},
          narrow(y.places()),
          narrow(x.places())};
}

}  // namespace sprint::engine
