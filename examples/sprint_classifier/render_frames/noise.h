// Smooth noise over the plane, fixed by a seed.
#pragma once

#include <cstdint>

namespace render_frames {

// Uniform in [0, 1) per lattice point.
float lattice_noise(int x, int y, std::uint32_t seed);

// Lattice noise between whole coordinates smoothly interpolated (value noise), in [0, 1).
float value_noise(float x, float y, std::uint32_t seed);

// `octaves` of value noise, each at twice the frequency and half the weight of the one before; [0,
// 1).
float fractal_noise(float x, float y, int octaves, std::uint32_t seed);

}  // namespace render_frames
