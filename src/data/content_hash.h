// A 64-bit hash of what a file holds, the same on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sprint::data {

// A bijection of 64 bits under which every input bit flips about half of the output bits: the
// finalizer of the SplitMix64 generator (Steele, Lea, Flood: Fast splittable pseudorandom number
// generators, 2014, in Stafford's variant 13).
constexpr uint64_t mix_bits(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31);
}

// Not against forgery: for telling equal contents from different ones and for spreading them
// evenly. Contents in several parts are hashed by passing the hash of the parts before as `seed`.
uint64_t content_hash(std::string_view bytes, uint64_t seed = 0);

}  // namespace sprint::data
