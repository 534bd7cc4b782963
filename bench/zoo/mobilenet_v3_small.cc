// MobileNetV3-small (Howard et al., Searching for MobileNetV3, 2019).
#include <array>

#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

struct Bottleneck {
  int kernel, hidden, out_channels;
  bool excited, hard_swish;
  int stride;
};

constexpr std::array<Bottleneck, 11> kBottlenecks{{{3, 16, 16, true, false, 2},
                                                   {3, 72, 24, false, false, 2},
                                                   {3, 88, 24, false, false, 1},
                                                   {5, 96, 40, true, true, 2},
                                                   {5, 240, 40, true, true, 1},
                                                   {5, 240, 40, true, true, 1},
                                                   {5, 120, 48, true, true, 1},
                                                   {5, 144, 48, true, true, 1},
                                                   {5, 288, 96, true, true, 2},
                                                   {5, 576, 96, true, true, 1},
                                                   {5, 576, 96, true, true, 1}}};

// The channels that squeeze and excitation passes through: a quarter, as a multiple of 8, and never
// under nine tenths of it.
int squeezed_channels(int channels) {
  const int quarter = channels / 4;
  const int rounded = std::max(8, (quarter + 4) / 8 * 8);
  return rounded * 10 < quarter * 9 ? rounded + 8 : rounded;
}

ValueId conv_bn(Network& network, ValueId x, const std::string& name, int out_channels, int kernel,
                ConvOptions options = {}) {
  x = network.conv(x, name + ".0", out_channels, kernel, options);
  return network.batch_norm(x, name + ".1");
}

ValueId excite(Network& network, ValueId x, const std::string& name) {
  const int count = network.channels(x);
  ValueId scale = network.global_average_pool(x);
  scale = network.conv(scale, name + ".fc1", squeezed_channels(count), 1, {.bias = true});
  scale = network.conv(network.relu(scale), name + ".fc2", count, 1, {.bias = true});
  return network.mul(network.hard_sigmoid(scale), x);
}

ValueId bottleneck(Network& network, ValueId x, const std::string& name, const Bottleneck& block) {
  const auto activate = [&](ValueId value) {
    return block.hard_swish ? network.hard_swish(value) : network.relu(value);
  };
  const int in = network.channels(x);
  ValueId y = x;
  if (block.hidden != in) y = activate(conv_bn(network, y, name + ".expand", block.hidden, 1));
  y = activate(conv_bn(network, y, name + ".depthwise", block.hidden, block.kernel,
                       {.stride = block.stride, .groups = block.hidden}));
  if (block.excited) y = excite(network, y, name + ".se");
  y = conv_bn(network, y, name + ".project", block.out_channels, 1);
  return block.stride == 1 && in == block.out_channels ? network.add(x, y) : y;
}

}  // namespace

ir::Model build_mobilenet_v3_small() {
  Network network("mobilenet_v3_small", 3);
  ValueId x =
      network.hard_swish(conv_bn(network, network.input(), "features.0", 16, 3, {.stride = 2}));
  int index = 1;
  for (const Bottleneck& block : kBottlenecks) {
    x = bottleneck(network, x, "features." + std::to_string(index++), block);
  }
  x = network.hard_swish(conv_bn(network, x, "features.12", 576, 1));
  x = network.flatten(network.global_average_pool(x));
  x = network.hard_swish(network.linear(x, "classifier.0", 1024));
  const ValueId logits = network.linear(x, "classifier.3", 1000);
  return std::move(network).finish(logits);
}

}  // namespace sprint::zoo
