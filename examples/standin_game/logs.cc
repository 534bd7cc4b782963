#include "logs.h"

#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstring>
#include <stdexcept>

namespace standin_game {
namespace {

File open_file(const std::filesystem::path& path) {
  if (path.empty()) return nullptr;
  File file(std::fopen(path.c_str(), "w"));
  if (!file) throw std::runtime_error(path.string() + ": " + std::strerror(errno));
  return file;
}

}  // namespace

std::int64_t now_us() {
  using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::steady_clock;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

TruthLog::TruthLog(const std::filesystem::path& path) : file_(open_file(path)) {}

void TruthLog::add(std::int64_t time_us, bool sprint, const char* cause, std::int64_t frame) {
  if (!file_) return;
  std::fprintf(file_.get(),
               "{\"t_us\": %" PRId64 ", \"sprint\": %s, \"cause\": \"%s\", \"frame\": %" PRId64
               "}\n",
               time_us, sprint ? "true" : "false", cause, frame);
  std::fflush(file_.get());
}

FrameTimes::FrameTimes(const std::filesystem::path& path) : file_(open_file(path)) {
  if (file_) std::fputs("frame,start_us,draw_us,show_us\n", file_.get());
}

void FrameTimes::add(std::int64_t frame, std::int64_t start_us, std::int64_t drawn_us,
                     std::int64_t shown_us) {
  if (!file_) return;
  std::fprintf(file_.get(), "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n", frame, start_us,
               drawn_us - start_us, shown_us - drawn_us);
}

}  // namespace standin_game
