// Values that 8 bits would spoil, as calibrated ranges tell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "calibrate/ranges.h"
#include "ir/model.h"
#include "quantize/plan.h"

namespace sprint::quantization {

struct Unfit {
  std::vector<bool> values;                                          // per value of the graph
  std::map<std::string, std::vector<std::string>> tensors_by_cause;  // for notes()

  // For the user: which tensors stay float, one line per cause.
  std::vector<std::string> notes() const;
};

// Per group of `plan`, the calibrated range of its tensor, or else of the tensor that its values
// were moved from, and in place of what is covered the range that the operator fixes. Throws Error
// naming the tensor without a range.
std::vector<calibrate::TensorRange> group_ranges(const ir::Graph& graph, const Plan& plan,
                                                 const calibrate::Ranges& ranges, int64_t opset);

// Whether an operator joins values of its inputs under one scale.
bool joins(const ir::Node& node);

// Whether an operator may leave out values of its input, so that the range of what it gives can be
// a small part of the input's range.
bool selects(const ir::Node& node);

// Adds to `unfit` those 8-bit values of `plan` that had better stay float:
// - values of which calibration tells no range: none in any sample, zeros only, infinities, NaNs;
// - what uses fewer than kMinCodes codes (scheme.h) of a range that its operator fixes: the small
//   weights of a long Softmax;
// - what an Add, Mul, Where or MatMul puts before a Softmax, LogSoftmax, Exp or Sigmoid where its
//   steps would be wider than kMaxExponentStep: masks reach that far, data does not;
// - what a Concat or Where joins where an input would get fewer than kMinCodes codes.
// Extremes decide, not percentiles, so that a model keeps its integer nodes whatever the method.
// Returns whether it added any. Planning again without them may make others unfit.
bool find_unfit(const ir::Model& model, const Plan& plan, const calibrate::Ranges& ranges,
                Unfit& unfit);

// Rounding to steps s of an exponent changes a weight of Softmax by a factor of up to exp(s / 2):
// 13% here.
constexpr float kMaxExponentStep = 0.25F;

}  // namespace sprint::quantization
