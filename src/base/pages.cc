#include "base/pages.h"

#include <sys/mman.h>

#include <new>

namespace sprint {

std::byte* map_pages(size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(memory);
}

void unmap_pages(void* memory, size_t size) { ::munmap(memory, size); }

}  // namespace sprint
