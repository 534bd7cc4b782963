// Waking a thread that waits for descriptors.
#pragma once

#include "watch/descriptor.h"

namespace sprint::watch {

// May be used by several threads.
class Wake {
 public:
  // Throws Error where the system has no more descriptors.
  Wake();

  // Makes the descriptor readable until clear().
  void wake() noexcept;
  void clear() noexcept;

  int descriptor() const { return event_.number(); }

 private:
  Descriptor event_;  // an eventfd
};

}  // namespace sprint::watch
