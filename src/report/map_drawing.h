// Maps of two models over the sample's picture, with a slider between them that needs no script.
#pragma once

#include <string>

#include "sprint/quality.h"

namespace sprint::report {

// The base's map below, the candidate's above it in a box whose right edge is dragged, as HTML. The
// picture at `path` lies under both where it is one.
std::string map_drawing(const MapView& view, const std::string& path, const std::string& base,
                        const std::string& candidate);

}  // namespace sprint::report
