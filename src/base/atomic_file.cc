#include "base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"

namespace sprint {
namespace {

constexpr size_t kBufferSize = 256 * 1024;

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A rename would put a file in the place of a device or a pipe.
void check_replaceable(const std::string& path) {
  if (path.empty()) fail("the name of the output file is empty");
  const auto status = std::filesystem::status(path);
  if (std::filesystem::is_directory(status)) fail("{}: is a folder, expected a file name", path);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    fail("{}: is not a regular file; name another output", path);
}

// The permissions that a newly created file gets: mkstemp's 0600 would surprise.
mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  check_replaceable(path_);
  std::string temporary = path_ + ".partial-XXXXXX";
  const auto hold = hold_scratch_paths();
  fd_ = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd_ < 0)
    fail("{}: cannot be written in folder '{}': {}", path_, folder_of(path_), std::strerror(errno));
  ::fchmod(fd_, default_mode());
  buffer_.reserve(kBufferSize);
  temporary_.emplace(std::move(temporary));
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
}

void AtomicFile::write(const void* data, size_t size) {
  const auto* text = static_cast<const char*>(data);
  size_ += size;
  if (buffer_.size() + size > kBufferSize) flush();
  if (size >= kBufferSize) {
    write_through(text, size);
  } else {
    buffer_.insert(buffer_.end(), text, text + size);
  }
}

void AtomicFile::flush() {
  write_through(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::write_through(const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(fd_, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("{}: cannot be written: {}", path_, std::strerror(errno));
    data += written;
    size -= static_cast<size_t>(written);
  }
}

void AtomicFile::sync() {
  flush();
  if (synced_ == size_) return;
  if (::fsync(fd_) != 0) fail("{}: cannot be written: {}", path_, std::strerror(errno));
  synced_ = size_;
}

// Closed first: who watches the folder sees the rename and nothing more.
void AtomicFile::commit() {
  sync();
  if (::close(std::exchange(fd_, -1)) != 0)
    fail("{}: cannot be written: {}", path_, std::strerror(errno));
  if (::rename(temporary_path().c_str(), path_.c_str()) != 0) {
    fail("{}: cannot be put in place: {}", path_, std::strerror(errno));
  }
  temporary_->release();
}

void write_file(const std::string& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace sprint
