// Memory for packed weights and values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "base/pages.h"

namespace sprint::kernels {

// Allocates at 64 bytes, a cache line and the widest vector; large runs, which will be filled as a
// whole, in pages of their own.
template <typename T>
struct AlignedAllocator {
  static constexpr size_t kOwnPages = 64 << 10;  // bytes

  using value_type = T;
  AlignedAllocator() = default;
  template <typename U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(size_t count) {
    const size_t size = count * sizeof(T);
    if (size >= kOwnPages) return reinterpret_cast<T*>(map_pages(size));
    return static_cast<T*>(::operator new (size, std::align_val_t{64}));
  }
  void deallocate(T* memory, size_t count) {
    const size_t size = count * sizeof(T);
    if (size >= kOwnPages) return unmap_pages(memory, size);
    ::operator delete (memory, std::align_val_t{64});
  }
  template <typename U>
  bool operator==(const AlignedAllocator<U>&) const {
    return true;
  }
};

template <typename T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace sprint::kernels
