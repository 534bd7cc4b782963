// What the game writes down.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace standin_game {

// Microseconds of the monotonic clock.
std::int64_t now_us();

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// When sprint went on or off: {"t_us": 123, "sprint": true, "cause": "key", "frame": 45}.
class TruthLog {
 public:
  // Writes nothing where `path` is empty. Throws std::runtime_error naming a file that cannot be
  // written.
  explicit TruthLog(const std::filesystem::path& path);
  // At once on the disk's side of the process, for who reads along.
  void add(std::int64_t time_us, bool sprint, const char* cause, std::int64_t frame);

 private:
  File file_;
};

// CSV: when each frame began, how long it took to draw it, and until the server had shown it.
class FrameTimes {
 public:
  explicit FrameTimes(const std::filesystem::path& path);
  void add(std::int64_t frame, std::int64_t start_us, std::int64_t drawn_us, std::int64_t shown_us);

 private:
  File file_;
};

}  // namespace standin_game
