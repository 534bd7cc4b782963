// Makes the model of every recipe.
#pragma once

#include <string>
#include <vector>

#include "calibrate/observe.h"
#include "ir/model.h"
#include "optimize/recipe.h"
#include "sprint/model.h"
#include "sprint/samples.h"

namespace sprint::optimize {

// What all recipes work from: prepared once, observed once.
struct Source {
  ir::Model prepared;  // its metadata tells preprocessing and calibration
  calibrate::Observations observed;
};

// Prepares `model` and observes it on `calibration`.
Source make_source(const Model& model, const SampleSet& calibration, const Progress& progress);

// The model of `recipe`. Throws Error where the recipe does not suit the model.
ir::Model make_candidate(const Source& source, const Recipe& recipe);

}  // namespace sprint::optimize
