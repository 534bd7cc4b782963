// The samples that the two models see differently, each shown by its kind.
#pragma once

#include <string>

#include "sprint/compare.h"

namespace sprint::report {

// A card per shown sample of `quality`, or a sentence where none differs, as HTML.
std::string sample_cards(const Comparison& comparison, const OutputQuality& quality);

}  // namespace sprint::report
