// Why a model takes longer than another, from the time that goes to each kind of operator.
#pragma once

#include <string>
#include <vector>

#include "sprint/compare.h"

namespace sprint::verify {

// Words such as "by operator it adds 30.0 us (Quantize and dequantize 23.0 us, Mul 7.00 us) and
// saves only 5.00 us (Conv 5.00 us)". Empty where the kinds do not account for a longer time.
std::string explain_slowdown(const std::vector<OperatorTime>& operators);

}  // namespace sprint::verify
