// Where a model stores its preprocess spec.
#pragma once

namespace sprint::data {

// The metadata key; its value is what preprocess_to_json gives.
inline constexpr const char* kPreprocessKey = "sprint.preprocess";

}  // namespace sprint::data
