#include "watch/write_now.h"

#include <poll.h>
#include <unistd.h>

namespace sprint::watch {

// A pipe that can take anything takes as many bytes (PIPE_BUF) at once.
bool write_now(int descriptor, std::string_view line) {
  pollfd waiting{descriptor, POLLOUT, 0};
  if (::poll(&waiting, 1, 0) != 1 || waiting.revents != POLLOUT) return false;
  return ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace sprint::watch
