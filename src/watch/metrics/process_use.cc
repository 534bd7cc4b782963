#include "watch/metrics/process_use.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace sprint::watch {
namespace {

std::chrono::nanoseconds duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// The second number of /proc/self/statm, which counts pages.
int64_t resident_bytes() {
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 128> buffer{};
  const ssize_t size = ::read(file, buffer.data(), buffer.size());
  ::close(file);
  const std::string_view text(buffer.data(), size > 0 ? static_cast<size_t>(size) : 0);
  const size_t space = text.find(' ');
  int64_t pages = 0;
  if (space != std::string_view::npos)
    std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
  return pages * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

ProcessUse process_use() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  constexpr int64_t kUnit = 1024;  // of ru_maxrss
  const int64_t resident = resident_bytes();
  // The system brings the peak up to date now and then only.
  const int64_t peak = std::max(resident, int64_t{usage.ru_maxrss} * kUnit);
  return {duration_of(usage.ru_utime) + duration_of(usage.ru_stime), resident, peak};
}

}  // namespace sprint::watch
