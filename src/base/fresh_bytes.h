// Memory for a large run of values that is written once.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"

namespace sprint {

struct FreshBytes {
  Bytes bytes;
  std::span<std::byte> writable;  // the same bytes; valid while `bytes` or a copy of it lives

  template <typename T>
  std::span<T> as() const {
    return {reinterpret_cast<T*>(writable.data()), writable.size() / sizeof(T)};
  }
};

// `size` bytes of zeros, aligned for any element. From 64 KB up they lie in huge pages where the
// system grants them: touching a page for the first time costs several times what filling it does,
// and a large model has ten thousands of small pages. Runs under 2 MB share blocks of 8 MB, each
// given back with the last run in it, but for the process's first 2 MB of them: a small model is to
// take little memory. Throws std::bad_alloc.
FreshBytes fresh_bytes(size_t size);

}  // namespace sprint
