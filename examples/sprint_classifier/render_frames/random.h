// A seeded source of random numbers that gives the same sequence with every compiler and library.
//
// For the pictures to be the same too, a call takes at most one argument that draws numbers: the
// order of evaluation of arguments is the compiler's (that of braced lists is not).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace render_frames {

// splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // An independent sequence for item `index` of a set with this seed.
  static Random for_item(std::uint64_t seed, std::uint64_t index) {
    Random mixed(seed);
    return Random(mixed.next() ^ (index * 0xD1342543DE82EF95ull));
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  // In [low, high).
  float uniform(float low, float high) {
    return low + (high - low) * static_cast<float>(next() >> 40) * 0x1p-24f;
  }

  // In [low, high], both included.
  int integer(int low, int high) {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }

  bool chance(float probability) { return uniform(0, 1) < probability; }

  // Normal distribution by the Box-Muller transform.
  float normal(float mean, float deviation) {
    const float radius = std::sqrt(-2 * std::log(1 - uniform(0, 1)));
    const float angle = uniform(0, 2 * std::numbers::pi_v<float>);
    return mean + deviation * radius * std::cos(angle);
  }

  template <typename T, std::size_t N>
  const T& pick(const T (&items)[N]) {
    return items[integer(0, static_cast<int>(N) - 1)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace render_frames
