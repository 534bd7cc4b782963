// Operators that keep shape and type but look along an axis.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {

std::vector<OpSpec> cumulative_ops() {
  return {
      {"CumProd", infer_same},
      {"CumSum", infer_same},
      {"ReverseSequence", infer_same},
      {"Trilu", infer_same},
  };
}

}  // namespace sprint::ops
