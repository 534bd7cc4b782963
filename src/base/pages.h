// Memory in pages of its own.
#pragma once

#include <cstddef>
#include <memory>

namespace sprint {

// `size` bytes of zeros, more than none, in pages that are there before they are touched: to make
// many in one call takes a tenth of making each on its first touch. Throws std::bad_alloc.
std::byte* map_pages(size_t size);

// What map_pages(size) gave.
void unmap_pages(void* memory, size_t size);

struct UnmapPages {
  size_t size = 0;
  void operator()(std::byte* memory) const { unmap_pages(memory, size); }
};

}  // namespace sprint
