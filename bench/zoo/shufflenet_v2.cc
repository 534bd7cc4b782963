// ShuffleNetV2 1.0 (Ma et al., Practical guidelines for efficient CNN architecture design, 2018).
#include <array>

#include "bench/zoo/network.h"
#include "bench/zoo/networks.h"

namespace sprint::zoo {
namespace {

struct Unit {
  Network& network;
  std::string name;
  int channels;  // of one branch

  ValueId pointwise(ValueId x, const std::string& conv, const std::string& norm) const {
    x = network.conv(x, name + conv, channels, 1);
    return network.relu(network.batch_norm(x, name + norm));
  }

  ValueId depthwise(ValueId x, const std::string& conv, const std::string& norm, int stride) const {
    const int count = network.channels(x);
    x = network.conv(x, name + conv, count, 3, {.stride = stride, .groups = count});
    return network.batch_norm(x, name + norm);
  }

  ValueId main_branch(ValueId x, int stride) const {
    x = pointwise(x, ".branch2.0", ".branch2.1");
    x = depthwise(x, ".branch2.3", ".branch2.4", stride);
    return pointwise(x, ".branch2.5", ".branch2.6");
  }

  ValueId downsample(ValueId x) const {
    ValueId other = depthwise(x, ".branch1.0", ".branch1.1", 2);
    other = pointwise(other, ".branch1.2", ".branch1.3");
    return network.concat({other, main_branch(x, 2)});
  }

  ValueId keep(ValueId x) const {
    const std::vector<ValueId> halves = network.split_in_half(x);
    return network.concat({halves[0], main_branch(halves[1], 1)});
  }
};

struct Stage {
  int channels, units, side;  // side of the maps that it gives
};

constexpr std::array<Stage, 3> kStages{{{116, 4, 28}, {232, 8, 14}, {464, 4, 7}}};

}  // namespace

ir::Model build_shufflenet_v2() {
  Network network("shufflenet_v2", 22);
  ValueId x = network.conv(network.input(), "conv1.0", 24, 3, {.stride = 2});
  x = network.relu(network.batch_norm(x, "conv1.1"));
  x = network.max_pool(x, 3, 2, 1);
  for (size_t index = 0; index < kStages.size(); ++index) {
    const Stage& stage = kStages[index];
    for (int i = 0; i < stage.units; ++i) {
      const std::string name = "stage" + std::to_string(index + 2) + "." + std::to_string(i);
      const Unit unit{network, name, stage.channels / 2};
      x = network.shuffle(i == 0 ? unit.downsample(x) : unit.keep(x), stage.side);
    }
  }
  x = network.relu(network.batch_norm(network.conv(x, "conv5.0", 1024, 1), "conv5.1"));
  x = network.flatten(network.global_average_pool(x));
  const ValueId logits = network.linear(x, "fc", 1000);
  return std::move(network).finish(logits);
}

}  // namespace sprint::zoo
