// What screens, captures and recordings do to a picture.
#pragma once

#include "random.h"
#include "raster.h"

namespace render_frames {

struct Grade {
  float brightness = 0;  // added
  float contrast = 1;    // around middle grey
  float gamma = 1;
  float saturation = 1;
};
Grade random_grade(Random& random);
void apply(Image& image, const Grade& grade);

// Adds normal noise per channel.
void add_noise(Image& image, float deviation, Random& random);

// Rounds to 8 bits per channel.
void quantize(Image& image);

// The loss of a baseline JPEG (ITU-T T.81) at `quality` 1..100: colour at half resolution, 8x8
// discrete cosine transform, coefficients rounded to the tables of annex K scaled by quality.
void compress(Image& image, int quality);

}  // namespace render_frames
