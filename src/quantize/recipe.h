// What the options say: whether they can be, the schemes they mean, and how they are remembered.
#pragma once

#include <string>

#include "quantize/scheme.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// The metadata key under which a quantized model keeps its recipe.
constexpr const char* kRecipeKey = "sprint.quantize";

Scheme activation_scheme(const QuantizeOptions& options);

// Of weights of `type`: symmetric as the options say, or else for int8 and for scales per channel,
// whose zero points must be equal.
Scheme weight_scheme(const QuantizeOptions& options, DType type, bool per_channel);

// The options as JSON, for example {"mode":"static","format":"qdq","activation_type":"uint8",...}.
std::string recipe_json(const QuantizeOptions& options);

}  // namespace sprint::quantization
