// Channels of weights that one scale per tensor leaves almost without codes.
#pragma once

#include <string>
#include <vector>

#include "ir/model.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// A note on the weights of integer nodes of which some channels, zeros aside, get fewer than
// kMinCodes codes (scheme.h) because another channel is that much wider; the worst first. Empty
// where there is none, and where scales are per channel.
std::string thin_channels(const ir::Model& model, const std::vector<bool>& integer,
                          const QuantizeOptions& options);

}  // namespace sprint::quantization
