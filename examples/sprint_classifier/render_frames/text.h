// Short texts as strokes: timers on icons, names in the scene.
#pragma once

#include <string_view>

#include "shapes.h"

namespace render_frames {

// The characters that text_shape() can draw.
inline constexpr std::string_view kLetters = "0123456789mshAEILNORTVK";

// `text` with its top left corner at `corner`, `height` units high, lines 2 * radius wide.
// Characters that are not in kLetters leave a gap.
Shape text_shape(std::string_view text, Point corner, float height, float radius);

// Width of text_shape(text, ..., height, ...), in the same units.
float text_width(std::string_view text, float height);

}  // namespace render_frames
