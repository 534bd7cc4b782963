#include "watch/wake.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "base/error.h"

namespace sprint::watch {

Wake::Wake() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_) fail("cannot make an eventfd: {}", std::strerror(errno));
}

void Wake::wake() noexcept {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event_.number(), &one, sizeof one);
}

void Wake::clear() noexcept {
  uint64_t ignored = 0;
  [[maybe_unused]] const ssize_t read = ::read(event_.number(), &ignored, sizeof ignored);
}

}  // namespace sprint::watch
