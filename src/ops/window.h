// The sliding window of convolutions and pools: how far it reaches, and how many places it has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "tensor/shape.h"

namespace sprint::ops {

// Reads strides, pads, dilations and auto_pad of a node. Throws Error where their lengths do not
// fit the spatial rank, a stride or dilation is not positive, or a kernel is empty.
class Window {
 public:
  Window(const ir::Node& node, Shape kernel, size_t spatial_rank);

  // The output dimension of spatial axis `axis` for an input dimension: the number of places that
  // the window has. `ceil`: places that stick out at the end count, if they start inside. Unknown
  // where an input of no elements leaves the window no place. Throws Error where another does.
  Dim slide(const Dim& input, size_t axis, bool ceil) const;

  // The output dimension of a transposed convolution.
  Dim spread(const Dim& input, size_t axis, int64_t output_padding) const;

 private:
  int64_t reach(size_t axis) const;  // of the kernel with its dilation

  Shape kernel_;
  std::vector<int64_t> strides_, pads_, dilations_;
  std::string auto_pad_;
};

}  // namespace sprint::ops
