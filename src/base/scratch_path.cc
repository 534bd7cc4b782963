#include "base/scratch_path.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

namespace sprint {
namespace {

struct Registry {
  std::recursive_mutex mutex;
  std::set<std::string> paths;
};

Registry& registry() {
  static Registry instance;
  return instance;
}

void remove(const std::string& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace

ScratchPath::ScratchPath(std::string path) : path_(std::move(path)) {
  const std::lock_guard lock(registry().mutex);
  registry().paths.insert(path_);
}

ScratchPath::~ScratchPath() {
  if (released_) return;
  remove(path_);
  release();
}

void ScratchPath::release() {
  const std::lock_guard lock(registry().mutex);
  registry().paths.erase(path_);
  released_ = true;
}

std::unique_lock<std::recursive_mutex> hold_scratch_paths() {
  return std::unique_lock(registry().mutex);
}

void remove_scratch_paths() noexcept {
  registry().mutex.lock();  // for good
  for (const std::string& path : registry().paths) remove(path);
  registry().paths.clear();
}

}  // namespace sprint
