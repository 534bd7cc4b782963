// Paths that must not outlive the process: temporary files and folders.
#pragma once

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

// Removes every scratch path of this process: for the end of a process that an interrupt cuts
// short. Thread-safe, but not to be called from a signal handler.
void remove_scratch_paths() noexcept;

}  // namespace sprint
