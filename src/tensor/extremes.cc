#include "tensor/extremes.h"

namespace sprint {

Extremes extremes_of(std::span<const float> values) {
  Extremes extremes;
  for (const float value : values) extremes.add(value);
  return extremes;
}

}  // namespace sprint
