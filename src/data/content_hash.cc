#include "data/content_hash.h"

#include <bit>
#include <cstring>

namespace sprint::data {
namespace {

// `size` bytes, up to 8, as a little-endian number.
uint64_t word_of(const char* bytes, size_t size) {
  uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes, size);
  } else {
    for (size_t i = size; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return word;
}

}  // namespace

uint64_t content_hash(std::string_view bytes, uint64_t seed) {
  // The length goes in first, so that the zeros that fill the last word count.
  uint64_t hash = mix_bits(seed ^ mix_bits(bytes.size() + 1));
  while (bytes.size() >= 8) {
    hash = mix_bits(hash ^ word_of(bytes.data(), 8));
    bytes.remove_prefix(8);
  }
  return bytes.empty() ? hash : mix_bits(hash ^ word_of(bytes.data(), bytes.size()));
}

}  // namespace sprint::data
