// The signs on buff icons, around the origin and about 20 slot units wide and high.
#pragma once

#include "random.h"
#include "shapes.h"

namespace render_frames {

// A randomly chosen sign, turned, scaled and moved a little, centred on the slot.
Shape random_glyph(Random& random);

}  // namespace render_frames
