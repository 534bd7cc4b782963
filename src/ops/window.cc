#include "ops/window.h"

#include <utility>

#include "base/error.h"

namespace sprint::ops {
namespace {

// Keeps sums and products of a few of them within int64.
constexpr int64_t kMaxSetting = int64_t{1} << 30;
constexpr int64_t kMaxInput = int64_t{1} << 60;

std::vector<int64_t> setting(const ir::Node& node, const char* name, size_t length,
                             int64_t fallback, int64_t least) {
  auto values = node.get<std::vector<int64_t>>(name, {});
  if (values.empty()) values.assign(length, fallback);
  if (values.size() != length) {
    fail("the attribute '{}' has {} elements, expected {}", name, values.size(), length);
  }
  for (const int64_t value : values) {
    if (value < least || value > kMaxSetting) {
      fail("the attribute '{}' holds {}, which cannot be", name, value);
    }
  }
  return values;
}

}  // namespace

Window::Window(const ir::Node& node, Shape kernel, size_t spatial_rank)
    : kernel_(std::move(kernel)),
      strides_(setting(node, "strides", spatial_rank, 1, 1)),
      pads_(setting(node, "pads", 2 * spatial_rank, 0, -kMaxSetting)),
      dilations_(setting(node, "dilations", spatial_rank, 1, 1)),
      auto_pad_(node.get("auto_pad", std::string("NOTSET"))) {
  if (kernel_.size() != spatial_rank) {
    fail("the kernel has {} dimensions, expected {}", kernel_.size(), spatial_rank);
  }
  for (const Dim& dim : kernel_) {
    if (dim.known() && (dim.value < 1 || dim.value > kMaxSetting)) {
      fail("a kernel of {} cannot be", dim.value);
    }
  }
}

int64_t Window::reach(size_t axis) const {
  return (kernel_[axis].value - 1) * dilations_[axis] + 1;
}

Dim Window::slide(const Dim& input, size_t axis, bool ceil) const {
  const int64_t stride = strides_[axis];
  if (input.known() && input.value > kMaxInput) fail("dimension {} is too large", input.value);
  if (auto_pad_ == "SAME_UPPER" || auto_pad_ == "SAME_LOWER") {
    if (stride == 1) return input;
    return input.known() ? Dim((input.value + stride - 1) / stride) : Dim();
  }
  if (!kernel_[axis].known()) return {};
  const size_t rank = strides_.size();
  const bool padded = auto_pad_ != "VALID";
  const int64_t before = padded ? pads_[axis] : 0, after = padded ? pads_[axis + rank] : 0;
  const int64_t grown = before + after - reach(axis);
  if (!input.known()) return stride == 1 && grown == -1 ? input : Dim();
  const int64_t room = input.value + grown;     // steps of one that the window can take
  if (room < 0 && input.value == 0) return {};  // runtimes differ
  if (room < 0) {
    fail("the window reaches over {} elements, but the padded input has {}", reach(axis),
         room + reach(axis));
  }
  int64_t places = room / stride + 1;
  if (ceil && room % stride != 0 && places * stride < input.value + before) ++places;
  return places;
}

Dim Window::spread(const Dim& input, size_t axis, int64_t output_padding) const {
  const int64_t stride = strides_[axis];
  if (auto_pad_ == "SAME_UPPER" || auto_pad_ == "SAME_LOWER") {
    int64_t size = 0;
    if (!input.known()) return stride == 1 ? input : Dim();
    if (__builtin_mul_overflow(input.value, stride, &size)) fail("the output is too large");
    return size;
  }
  if (!input.known() || !kernel_[axis].known()) return {};
  const bool padded = auto_pad_ != "VALID";
  const size_t rank = strides_.size();
  const int64_t pads = padded ? pads_[axis] + pads_[axis + rank] : 0;
  int64_t size = 0;
  if (output_padding < 0 || output_padding > kMaxSetting ||
      __builtin_mul_overflow(input.value - 1, stride, &size) ||
      __builtin_add_overflow(size, reach(axis) + output_padding - pads, &size)) {
    fail("the output is too large");
  }
  if (size < 0) fail("the pads are larger than the output");
  return size;
}

}  // namespace sprint::ops
