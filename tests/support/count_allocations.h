// How often code asks for memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace sprint::tests {

inline std::atomic<size_t> allocations{0};

// Calls of operator new while f runs.
template <typename F>
size_t count_allocations(F&& f) {
  const size_t before = allocations;
  f();
  return allocations - before;
}

// Null where there is no memory.
inline void* allocate(size_t size) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace sprint::tests

// Weak, so that several files of one test program may include this. The array forms of the standard
// library end in these.
[[gnu::weak]] void* operator new(size_t size) {
  void* const memory = sprint::tests::allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::weak]] void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return sprint::tests::allocate(size);
}
[[gnu::weak]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::weak]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }
[[gnu::weak]] void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
