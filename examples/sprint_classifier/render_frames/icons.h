// The icons of the buff bar as square textures.
#pragma once

#include "random.h"
#include "raster.h"

namespace render_frames {

// The icon that the classifier looks for: a bright green running figure on black with a ragged
// cyan border.
Image running_icon(Random& random);

// Any other icon: a buff's sign on a green, grey, brown or coloured plate with or without a timer,
// or a look-alike, something bright that is not a running figure on black.
Image other_icon(Random& random);

}  // namespace render_frames
