#include "watch/only_watcher.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "data/content_hash.h"

namespace sprint::watch {

// An abstract socket name (unix(7)) is taken as long as its socket lives, however the process ends,
// and leaves no file.
OnlyWatcher::OnlyWatcher(const std::string& settings_path)
    : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  std::error_code ignored;
  const std::string path = std::filesystem::weakly_canonical(settings_path, ignored).string();
  const std::string name =
      fmt::format("sprint-watch-{}-{:016x}", ::getuid(), data::content_hash(path));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);  // after a 0: abstract
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), length) == 0) return;
  if (errno != EADDRINUSE)
    fail("{}: cannot tell whether another watcher uses it: {}", settings_path,
         std::strerror(errno));
  fail(
      "{}: another sprint watch runs with these settings; end it, or give this one a file of its "
      "own",
      settings_path);
}

}  // namespace sprint::watch
