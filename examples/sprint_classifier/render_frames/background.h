// What the game shows behind the bar: ground, water, sky, walls, people and names, still or moving.
#pragma once

#include "random.h"
#include "raster.h"

namespace render_frames {

void draw_background(Image& image, Random& random);

}  // namespace render_frames
