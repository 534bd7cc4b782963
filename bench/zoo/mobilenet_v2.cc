// MobileNetV2 1.0 (Sandler et al., Inverted residuals and linear bottlenecks, 2018).
#include <array>

#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

struct Stage {
  int expansion, out_channels, repeats, stride;
};

constexpr std::array<Stage, 7> kStages{{{1, 16, 1, 1},
                                        {6, 24, 2, 2},
                                        {6, 32, 3, 2},
                                        {6, 64, 4, 2},
                                        {6, 96, 3, 1},
                                        {6, 160, 3, 2},
                                        {6, 320, 1, 1}}};

ValueId conv_bn(Network& network, ValueId x, const std::string& name, int out_channels, int kernel,
                ConvOptions options = {}) {
  x = network.conv(x, name + ".0", out_channels, kernel, options);
  return network.batch_norm(x, name + ".1");
}

ValueId inverted_residual(Network& network, ValueId x, const std::string& name, const Stage& stage,
                          int stride) {
  const int hidden = network.channels(x) * stage.expansion;
  ValueId y = x;
  if (stage.expansion != 1) {
    y = network.relu6(conv_bn(network, y, name + ".expand", hidden, 1));
  }
  y = network.relu6(
      conv_bn(network, y, name + ".depthwise", hidden, 3, {.stride = stride, .groups = hidden}));
  y = conv_bn(network, y, name + ".project", stage.out_channels, 1);
  const bool residual = stride == 1 && network.channels(x) == stage.out_channels;
  return residual ? network.add(x, y) : y;
}

}  // namespace

ir::Model build_mobilenet_v2() {
  Network network("mobilenet_v2", 2);
  ValueId x = network.relu6(conv_bn(network, network.input(), "features.0", 32, 3, {.stride = 2}));
  int index = 1;
  for (const Stage& stage : kStages) {
    for (int i = 0; i < stage.repeats; ++i) {
      x = inverted_residual(network, x, "features." + std::to_string(index++), stage,
                            i == 0 ? stage.stride : 1);
    }
  }
  x = network.relu6(conv_bn(network, x, "features.18", 1280, 1));
  x = network.flatten(network.global_average_pool(x));
  const ValueId logits = network.linear(x, "classifier.1", 1000);
  return std::move(network).finish(logits);
}

}  // namespace sprint::zoo
