#include "watch/readable.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

namespace sprint::watch {

bool wait_readable(std::initializer_list<int> descriptors,
                   std::optional<std::chrono::milliseconds> longest) {
  using Clock = std::chrono::steady_clock;
  std::array<pollfd, 4> sources{};
  const size_t count = std::min(descriptors.size(), sources.size());
  for (size_t i = 0; i < count; ++i) sources[i] = {descriptors.begin()[i], POLLIN, 0};
  const auto begin = Clock::now();
  while (true) {
    int timeout = -1;
    if (longest) {
      const auto passed = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - begin);
      timeout = static_cast<int>(
          std::clamp<int64_t>((*longest - passed).count(), 0, std::numeric_limits<int>::max()));
    }
    const int ready = ::poll(sources.data(), count, timeout);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

}  // namespace sprint::watch
