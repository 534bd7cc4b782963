#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.h"

namespace sprint {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd_ < 0) fail("{}: cannot be opened: {}", path, std::strerror(errno));
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

size_t regular_file_size(const Descriptor& file, const std::string& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("{}: cannot be read: {}", path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) fail("{}: is a folder, expected a file", path);
  if (!S_ISREG(status.st_mode)) fail("{}: is not a regular file", path);
  return static_cast<size_t>(status.st_size);
}

struct Unmap {
  size_t size;
  void operator()(const void* mapped) const { ::munmap(const_cast<void*>(mapped), size); }
};

}  // namespace

Bytes map_file(const std::string& path) {
  const Descriptor file(path);
  const size_t size = regular_file_size(file, path);
  if (size == 0) return {};
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) fail("{}: cannot be mapped: {}", path, std::strerror(errno));
  return {data, size, std::shared_ptr<const void>(data, Unmap{size})};
}

void release_pages(const Bytes& bytes) {
  if (std::get_deleter<Unmap>(bytes.owner()) == nullptr) return;
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const uintptr_t skipped =
      -reinterpret_cast<uintptr_t>(bytes.data()) % page;  // up to the first whole page
  if (bytes.size() < skipped + page) return;
  auto* first = const_cast<std::byte*>(bytes.data()) + skipped;
  ::madvise(first, (bytes.size() - skipped) / page * page, MADV_DONTNEED);
}

}  // namespace sprint
