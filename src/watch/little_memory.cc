#include "watch/little_memory.h"

#include <malloc.h>

namespace sprint::watch {

void hold_little_memory() noexcept {
  constexpr int kBound = 128 * 1024;
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_MMAP_THRESHOLD, kBound);
  ::mallopt(M_TRIM_THRESHOLD, kBound);
}

void return_free_memory() noexcept { ::malloc_trim(0); }

}  // namespace sprint::watch
