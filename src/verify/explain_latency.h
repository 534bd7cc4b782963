// Why a model takes longer than another, from the time that goes to each kind of operator.
#pragma once

#include <string>
#include <vector>

#include "sprint/compare.h"

namespace sprint::verify {

// A sentence such as "Per inference, Quantize, dequantize takes 23.0 us (0.00 us before), ...; Conv
// saves 5.00 us". Empty where the kinds do not account for a longer time.
std::string explain_slowdown(const std::vector<OperatorTime>& operators);

}  // namespace sprint::verify
