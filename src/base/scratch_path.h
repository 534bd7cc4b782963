// Paths that must not outlive the process: temporary files and folders.
#pragma once

#include <mutex>
#include <string>

namespace sprint {

// Removes the file or folder at `path`, with all that it holds, when it goes out of scope or when
// remove_scratch_paths() runs, unless released before.
class ScratchPath {
 public:
  explicit ScratchPath(std::string path);
  ~ScratchPath();
  ScratchPath(const ScratchPath&) = delete;
  ScratchPath& operator=(const ScratchPath&) = delete;

  const std::string& path() const { return path_; }

  // From now on the path stays, for example because it was renamed.
  void release();

 private:
  std::string path_;
  bool released_ = false;
};

// While it is held, remove_scratch_paths() waits: to make a file and register it as one step.
[[nodiscard]] std::unique_lock<std::recursive_mutex> hold_scratch_paths();

// Removes every scratch path of this process: for the end of a process that an interrupt cuts
// short. Other threads that want to make or release one wait from then on. Not to be called from a
// signal handler.
void remove_scratch_paths() noexcept;

}  // namespace sprint
