// Evaluation of operators on constants, for constant folding.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/graph.h"

namespace sprint::ops {

// One node whose every input is constant or left out (null).
struct EvalContext {
  const ir::Node& node;
  int64_t opset;
  std::vector<ir::ConstantPtr> inputs;

  bool has(size_t index) const { return index < inputs.size() && inputs[index] != nullptr; }
  // Throws Error where the input, which the operator requires, is left out.
  const ir::Constant& input(size_t index) const;
};

// The values of the outputs; empty where the operator cannot be evaluated on such inputs. A rule
// throws Error where the inputs contradict the operator's contract.
using Results = std::vector<ir::ConstantPtr>;
using Evaluate = Results (*)(const EvalContext&);

// Whether an output may be computed ahead: folding must not blow a model up. Refuses over 64 MB,
// and over 64 KB what takes more than 16 times the bytes of the inputs.
bool fits(const EvalContext& context, DType dtype, const std::vector<int64_t>& dims);

bool is_float(DType dtype);    // float16, float32, float64
bool is_integer(DType dtype);  // 8 to 64 bits and boolean, but not uint64

// Elements of a float or integer tensor as double, and back, rounding to nearest. Float arithmetic
// in double rounds to the same float32 as in float32 for +, -, *, / and sqrt.
std::vector<double> to_doubles(const ir::Constant& constant);
ir::ConstantPtr from_doubles(DType dtype, std::vector<int64_t> dims,
                             const std::vector<double>& values);
// Wraps around as a C cast does; booleans are value != 0.
ir::ConstantPtr from_ints(DType dtype, std::vector<int64_t> dims,
                          const std::vector<int64_t>& values);

// Strides in elements of a dense row-major tensor.
std::vector<int64_t> dense_strides(const std::vector<int64_t>& dims);

// Where the elements of a result lie in its source: element [i, j, ...] at
// offset + i * strides[0] + j * strides[1] + ...
struct StridedView {
  std::vector<int64_t> dims, strides;
  int64_t offset = 0;
};

// The position in the source of every element, in row-major order of the view.
std::vector<int64_t> positions(const StridedView& view);

// Gathers a view of `source` into a tensor of its own; null for strings and types under 8 bits.
ir::ConstantPtr gather_view(const ir::Constant& source, const StridedView& view);

// The same elements under other dimensions of equal count, sharing the bytes; null for strings.
ir::ConstantPtr reshaped(const ir::Constant& source, std::vector<int64_t> dims);

// The strides that let a tensor of `dims` be read as one of `target`, to which it broadcasts.
std::vector<int64_t> broadcast_strides(const std::vector<int64_t>& dims,
                                       const std::vector<int64_t>& target);
// Numpy's broadcasting of known shapes. Throws Error where they do not fit.
std::vector<int64_t> broadcast_dims(const std::vector<int64_t>& a, const std::vector<int64_t>& b);

// Axes and the like: attribute `name` of older versions or input `index` of newer ones; empty where
// not given.
std::vector<int64_t> attribute_or_input(const EvalContext& context, std::string_view name,
                                        size_t index);

}  // namespace sprint::ops
