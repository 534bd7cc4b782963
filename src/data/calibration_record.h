// Which samples a model was calibrated on, written into the model, so that nobody judges it on
// them.
#pragma once

#include <string>
#include <string_view>

#include "sprint/samples.h"

namespace sprint::data {

// The metadata key that the record is stored under.
inline constexpr const char* kCalibrationKey = "sprint.calibration";

// The distinct content hashes of the samples, sorted, 8 hexadecimal digits each (the upper 32 bits:
// 8 bytes per sample, and a sample that calibration did not see is taken for one that it saw with a
// chance of one in four billion per recorded sample).
std::string calibration_record(const SampleSet& set);

// `set` without the samples whose contents `record` holds, wherever they lie now. Throws Error
// where the record is damaged.
SampleSet without_recorded(const SampleSet& set, std::string_view record);

}  // namespace sprint::data
