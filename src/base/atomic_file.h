// Files that appear whole or not at all.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scratch_path.h"

namespace sprint {

// A file written under a temporary name in the folder of its final one. commit() syncs it and
// renames it into place; without commit the destructor removes it.
class AtomicFile {
 public:
  // Throws Error naming `path` if its folder does not exist or cannot be written to, or if `path`
  // is a folder.
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Appends. Large runs go straight to the file, small ones through a buffer. Throws Error on a
  // full disk.
  void write(const void* data, size_t size);
  void write(std::string_view text) { write(text.data(), text.size()); }

  // Bytes written so far.
  size_t size() const { return size_; }

  const std::string& temporary_path() const { return temporary_->path(); }

  // Brings all that was written to the disk, under the temporary name. Throws Error if that fails.
  // With more than one file, syncing all before the first commit leaves the least to go wrong.
  void sync();

  // Throws Error if the file cannot be synced or renamed; nothing is left behind then.
  void commit();

 private:
  void flush();
  void write_through(const char* data, size_t size);

  std::string path_;
  std::optional<ScratchPath> temporary_;
  int fd_ = -1;
  size_t size_ = 0;
  size_t synced_ = 0;  // of the bytes written, those known to be on the disk
  std::vector<char> buffer_;
};

// Makes `bytes` all that the file at `path` holds. Throws Error as AtomicFile does.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace sprint
