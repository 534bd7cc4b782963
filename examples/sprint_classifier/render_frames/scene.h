// A labelled frame: what a watcher captures around one slot of the buff bar.
#pragma once

#include "random.h"
#include "raster.h"

namespace render_frames {

// A `size` x `size` picture of one slot, with some jitter of position and size.
// Active: the slot holds the running figure. Inactive: it holds another icon or lies past the bar's
// end, or the crop shows another part of the bar or none of it; the running figure may then stand
// in a slot beside it.
Image render_frame(bool active, int size, Random& random);

}  // namespace render_frames
