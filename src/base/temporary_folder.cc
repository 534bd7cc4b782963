#include "base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace sprint {

TemporaryFolder::TemporaryFolder() {
  const char* parent = std::getenv("TMPDIR");
  std::string path =
      std::string(parent != nullptr && *parent != '\0' ? parent : "/tmp") + "/sprint-XXXXXX";
  const auto hold = hold_scratch_paths();
  if (::mkdtemp(path.data()) == nullptr)
    fail("{}: cannot make a folder: {}", path, std::strerror(errno));
  path_.emplace(std::move(path));
}

}  // namespace sprint
