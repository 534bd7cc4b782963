// Human figures drawn from their joints, in slot units: a slot of the bar is 32 wide and high.
#pragma once

#include "random.h"
#include "shapes.h"

namespace render_frames {

inline constexpr float kSlot = 32;

// The running figure of the icon that the classifier looks for: leaning to the right, the hind leg
// stretched to the lower left corner. Pose and build vary a little.
Shape running_figure(Random& random);

// A figure in another pose: standing, arms raised, crouching, kneeling, sitting, lying, casting,
// aiming, upside down; or an animal on four legs.
Shape resting_figure(Random& random);

// A few limbs between random points: no figure at all, drawn alike.
Shape scribble(Random& random);

}  // namespace render_frames
