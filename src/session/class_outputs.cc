#include "session/class_outputs.h"

#include <algorithm>

namespace sprint::session {

std::vector<size_t> class_outputs(std::span<const Tensor> outputs) {
  std::vector<size_t> found;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const auto above_one =
        std::ranges::count_if(outputs[i].dims, [](int64_t dim) { return dim > 1; });
    if (above_one == 1 && outputs[i].count() > 1) found.push_back(i);
  }
  return found;
}

}  // namespace sprint::session
