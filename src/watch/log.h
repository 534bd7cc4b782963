// The watcher's log: standard error and a file of limited size.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "watch/settings.h"

namespace sprint::watch {

// "DEBUG" to "CRITICAL".
std::string_view log_level_name(LogLevel level);

// "2026-11-25T10:44:14.123Z".
std::string utc_time(std::chrono::system_clock::time_point time);

// One line of the log, without a newline: "2026-11-25T10:44:14.123Z WARNING text". Control
// characters in `text` are escaped and it is cut where the line would be longer than 4000 bytes.
std::string log_line(LogLevel level, std::string_view text,
                     std::chrono::system_clock::time_point time);

// May be used by several threads. A line that cannot be written, because the disk is full or nobody
// reads standard error, is dropped and counted; the next line that the file takes says how many it
// lacks. The program must ignore SIGPIPE where standard error is a pipe.
class Log {
 public:
  struct Options {
    LogLevel level = LogLevel::info;  // less important lines are left out
    std::string path;                 // of the file; empty: none
    int64_t largest = 1 << 20;        // bytes of a file, at least 4096
    int keep = 3;                     // full files kept, at least 1: path.1, the newest, to path.3
    int descriptor = 2;               // gets the lines beside the file; -1: none
  };

  // Appends to the file. Throws Error naming it where it cannot be opened.
  explicit Log(Options options);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // From now on these. Throws Error as the constructor does, and changes nothing then.
  void configure(Options options);

  // Waits for nothing but the disk.
  void write(LogLevel level, std::string_view text) noexcept;

  // Lines dropped so far, of the file or of the descriptor.
  int64_t dropped() const;

 private:
  bool write_file(const std::string& line);
  static int open(const std::string& path);
  bool rotate();

  Options options_;
  int file_ = -1;
  int64_t lacking_ = 0;  // lines that the file did not take since the last that it took
  int64_t dropped_ = 0;
  mutable std::mutex mutex_;
};

}  // namespace sprint::watch
