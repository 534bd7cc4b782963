// Reshape, Transpose and Reshape that shuffle the channels of an image, as one step.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lowering.h"

namespace sprint::engine {

// The channels are `groups` groups, one behind the other; in `result` channel 0 of every group
// comes first, then channel 1 of every group, and so on.
struct ChannelShuffle {
  int64_t groups = 0;
  ir::ValueId result = ir::kNoValue;
  std::array<const ir::Node*, 3> nodes{};
};

// Of an image of `dims`, which `reshape` or the node that alone takes `value` begins; nothing where
// no shuffle does.
std::optional<ChannelShuffle> channel_shuffle_from(const Lowering& plan, const ir::Node& reshape,
                                                   const std::vector<int64_t>& dims);
std::optional<ChannelShuffle> channel_shuffle_behind(const Lowering& plan, ir::ValueId value,
                                                     const std::vector<int64_t>& dims);

// The nodes are done with.
void skip_all(Lowering& plan, const ChannelShuffle& shuffle);

// Adds the step for a shuffle of `value`, an image that is channels_last of 8 or 32 bits.
void add_channel_shuffle(Lowering& plan, ir::ValueId value, const ChannelShuffle& shuffle);

// The shape that a Reshape gives what has the shape `from`.
std::vector<int64_t> reshaped(const Lowering& plan, const ir::Node& reshape,
                              const std::vector<int64_t>& from);

}  // namespace sprint::engine
