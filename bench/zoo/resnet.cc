// ResNet-18 and ResNet-50 (He et al., Deep residual learning for image recognition, 2015), the
// latter with the stride in the 3x3 convolution as torchvision has it.
#include <array>

#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

struct Block {
  Network& network;
  std::string name;
  int width, stride;

  ValueId conv_bn(ValueId x, int index, int out_channels, int kernel, int conv_stride) const {
    const std::string number = std::to_string(index);
    x = network.conv(x, name + ".conv" + number, out_channels, kernel, {.stride = conv_stride});
    return network.batch_norm(x, name + ".bn" + number);
  }

  ValueId shortcut(ValueId x, int out_channels) const {
    if (stride == 1 && network.channels(x) == out_channels) return x;
    x = network.conv(x, name + ".downsample.0", out_channels, 1, {.stride = stride});
    return network.batch_norm(x, name + ".downsample.1");
  }

  ValueId basic(ValueId x) const {
    ValueId y = network.relu(conv_bn(x, 1, width, 3, stride));
    y = conv_bn(y, 2, width, 3, 1);
    return network.relu(network.add(y, shortcut(x, width)));
  }

  ValueId bottleneck(ValueId x) const {
    ValueId y = network.relu(conv_bn(x, 1, width, 1, 1));
    y = network.relu(conv_bn(y, 2, width, 3, stride));
    y = conv_bn(y, 3, width * 4, 1, 1);
    return network.relu(network.add(y, shortcut(x, width * 4)));
  }
};

ir::Model build(const char* name, const std::array<int, 4>& depths,
                ValueId (Block::*block)(ValueId) const) {
  Network network(name, 50);
  ValueId x = network.conv(network.input(), "conv1", 64, 7, {.stride = 2});
  x = network.relu(network.batch_norm(x, "bn1"));
  x = network.max_pool(x, 3, 2, 1);
  for (int stage = 0; stage < 4; ++stage) {
    for (int i = 0; i < depths[static_cast<size_t>(stage)]; ++i) {
      const std::string module = "layer" + std::to_string(stage + 1) + "." + std::to_string(i);
      const Block current{network, module, 64 << stage, stage > 0 && i == 0 ? 2 : 1};
      x = (current.*block)(x);
    }
  }
  x = network.flatten(network.global_average_pool(x));
  const ValueId logits = network.linear(x, "fc", 1000);
  return std::move(network).finish(logits);
}

}  // namespace

ir::Model build_resnet18() { return build("resnet18", {2, 2, 2, 2}, &Block::basic); }
ir::Model build_resnet50() { return build("resnet50", {3, 4, 6, 3}, &Block::bottleneck); }

}  // namespace sprint::zoo
