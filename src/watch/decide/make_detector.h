// The detector that the settings ask for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "watch/decide/detector.h"
#include "watch/decide/hysteresis.h"
#include "watch/decide/model_detector.h"
#include "watch/settings.h"

namespace sprint::watch {

// `runtime` is that of a model. Throws Error naming the file that it cannot be made of.
std::unique_ptr<Detector> make_detector(const Settings& settings, Runtime runtime);

// The model at `path`, decided upon as the settings say.
ModelChoice model_choice(const Settings& settings, const std::string& path, Runtime runtime);

// The files that make_detector() reads.
std::vector<std::string> detector_files(const Settings& settings);

// Whether make_detector() makes the same of both while the files stay.
bool same_detector(const Settings& a, const Settings& b);

// Of the detector's detections: those of a model count from ml_confidence_threshold on, those of
// templates always.
HysteresisRule hysteresis_rule(const Settings& settings);

}  // namespace sprint::watch
