// SqueezeNet 1.1 (Iandola et al., AlexNet-level accuracy with 50x fewer parameters, 2016).
#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

ValueId fire(Network& network, ValueId x, int index, int squeeze, int expand) {
  const std::string name = "features." + std::to_string(index);
  const ConvOptions biased{.bias = true};
  x = network.relu(network.conv(x, name + ".squeeze", squeeze, 1, biased));
  const ValueId narrow = network.relu(network.conv(x, name + ".expand1x1", expand, 1, biased));
  const ValueId wide = network.relu(network.conv(x, name + ".expand3x3", expand, 3, biased));
  return network.concat({narrow, wide});
}

}  // namespace

ir::Model build_squeezenet1_1() {
  Network network("squeezenet1_1", 11);
  const ConvOptions first{.stride = 2, .bias = true, .pad = 0};
  ValueId x = network.relu(network.conv(network.input(), "features.0", 64, 3, first));
  x = network.max_pool(x, 3, 2, 0, true);
  x = fire(network, x, 3, 16, 64);
  x = fire(network, x, 4, 16, 64);
  x = network.max_pool(x, 3, 2, 0, true);
  x = fire(network, x, 6, 32, 128);
  x = fire(network, x, 7, 32, 128);
  x = network.max_pool(x, 3, 2, 0, true);
  x = fire(network, x, 9, 48, 192);
  x = fire(network, x, 10, 48, 192);
  x = fire(network, x, 11, 64, 256);
  x = fire(network, x, 12, 64, 256);
  x = network.relu(network.conv(x, "classifier.1", 1000, 1, {.bias = true}));
  const ValueId logits = network.flatten(network.global_average_pool(x));
  return std::move(network).finish(logits);
}

}  // namespace sprint::zoo
