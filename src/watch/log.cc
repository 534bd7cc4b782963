#include "watch/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/printable.h"
#include "watch/write_now.h"

namespace sprint::watch {
namespace {

constexpr size_t kLongestLine = 4000;

}  // namespace

std::string_view log_level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "DEBUG";
    case LogLevel::info:
      return "INFO";
    case LogLevel::warning:
      return "WARNING";
    case LogLevel::error:
      return "ERROR";
    case LogLevel::critical:
      return "CRITICAL";
  }
  return "";
}

std::string utc_time(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto calendar = static_cast<time_t>(seconds.count());
  tm utc{};
  ::gmtime_r(&calendar, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     (since - seconds).count());
}

std::string log_line(LogLevel level, std::string_view text,
                     std::chrono::system_clock::time_point time) {
  std::string line =
      fmt::format("{} {} {}", utc_time(time), log_level_name(level), printable(text, kLongestLine));
  if (line.size() > kLongestLine) line.resize(kLongestLine);
  return line;
}

Log::Log(Options options) { configure(std::move(options)); }

void Log::configure(Options options) {
  const std::lock_guard lock(mutex_);
  if (options.path != options_.path) {
    const int file = options.path.empty() ? -1 : open(options.path);
    if (file < 0 && !options.path.empty())
      fail("log_file_name: {}: cannot be written: {}", options.path, std::strerror(errno));
    if (file_ >= 0) ::close(file_);
    file_ = file;
  }
  options_ = std::move(options);
}

Log::~Log() {
  if (file_ >= 0) ::close(file_);
}

void Log::write(LogLevel level, std::string_view text) noexcept {
  const std::lock_guard lock(mutex_);
  if (level < options_.level) return;
  try {
    const std::string line = log_line(level, text, std::chrono::system_clock::now()) + "\n";
    const bool in_file = options_.path.empty() || write_file(line);
    const bool shown = options_.descriptor < 0 || write_now(options_.descriptor, line);
    if (!in_file || !shown) ++dropped_;
  } catch (...) {  // no memory
    ++dropped_;
  }
}

int64_t Log::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

bool Log::write_file(const std::string& line) {
  std::string text = line;
  if (lacking_ > 0)
    text = log_line(LogLevel::warning, fmt::format("{} lines are missing here", lacking_),
                    std::chrono::system_clock::now()) +
           "\n" + line;
  ++lacking_;
  struct stat status {};
  if (file_ < 0) file_ = open(options_.path);
  if (file_ < 0) return false;
  if (::fstat(file_, &status) != 0) return false;
  if (status.st_size + static_cast<int64_t>(text.size()) > options_.largest) {
    if (!rotate()) return false;
    status.st_size = 0;
  }
  const ssize_t written = ::write(file_, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) {
    if (written > 0) std::ignore = ::ftruncate(file_, status.st_size);
    return false;
  }
  lacking_ = 0;
  return true;
}

int Log::open(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
}

// Puts the full file aside and opens a new one.
bool Log::rotate() {
  const auto numbered = [&](int number) {
    return number == 0 ? options_.path : fmt::format("{}.{}", options_.path, number);
  };
  for (int number = options_.keep; number > 1; --number)
    std::rename(numbered(number - 1).c_str(), numbered(number).c_str());
  if (std::rename(numbered(0).c_str(), numbered(1).c_str()) != 0 && errno != ENOENT) return false;
  ::close(file_);
  file_ = open(options_.path);
  return file_ >= 0;
}

}  // namespace sprint::watch
