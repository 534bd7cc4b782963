// EfficientNet-B0 (Tan and Le, Rethinking model scaling for convolutional neural networks, 2019).
#include <array>

#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

struct Stage {
  int expansion, kernel, stride, out_channels, repeats;
};

constexpr std::array<Stage, 7> kStages{{{1, 3, 1, 16, 1},
                                        {6, 3, 2, 24, 2},
                                        {6, 5, 2, 40, 2},
                                        {6, 3, 2, 80, 3},
                                        {6, 5, 1, 112, 3},
                                        {6, 5, 2, 192, 4},
                                        {6, 3, 1, 320, 1}}};

ValueId conv_bn(Network& network, ValueId x, const std::string& name, int out_channels, int kernel,
                ConvOptions options = {}) {
  x = network.conv(x, name + ".0", out_channels, kernel, options);
  return network.batch_norm(x, name + ".1");
}

// Squeeze and excitation: scales each channel by what all channels together say.
ValueId excite(Network& network, ValueId x, const std::string& name, int squeezed) {
  ValueId scale = network.global_average_pool(x);
  scale = network.silu(network.conv(scale, name + ".fc1", squeezed, 1, {.bias = true}));
  scale = network.conv(scale, name + ".fc2", network.channels(x), 1, {.bias = true});
  return network.mul(x, network.sigmoid(scale));
}

ValueId mobile_block(Network& network, ValueId x, const std::string& name, const Stage& stage,
                     int stride) {
  const int in = network.channels(x), hidden = in * stage.expansion;
  ValueId y = x;
  if (stage.expansion != 1) {
    y = network.silu(conv_bn(network, y, name + ".expand", hidden, 1));
  }
  y = network.silu(conv_bn(network, y, name + ".depthwise", hidden, stage.kernel,
                           {.stride = stride, .groups = hidden}));
  y = excite(network, y, name + ".se", in / 4);
  y = conv_bn(network, y, name + ".project", stage.out_channels, 1);
  return stride == 1 && in == stage.out_channels ? network.add(y, x) : y;
}

}  // namespace

ir::Model build_efficientnet_b0() {
  Network network("efficientnet_b0", 100);
  ValueId x = network.silu(conv_bn(network, network.input(), "features.0", 32, 3, {.stride = 2}));
  for (size_t index = 0; index < kStages.size(); ++index) {
    const Stage& stage = kStages[index];
    for (int i = 0; i < stage.repeats; ++i) {
      const std::string name = "features." + std::to_string(index + 1) + "." + std::to_string(i);
      x = mobile_block(network, x, name, stage, i == 0 ? stage.stride : 1);
    }
  }
  x = network.silu(conv_bn(network, x, "features.8", 1280, 1));
  x = network.flatten(network.global_average_pool(x));
  const ValueId logits = network.linear(x, "classifier.1", 1000);
  return std::move(network).finish(logits);
}

}  // namespace sprint::zoo
