#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace sprint::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kQuiet{1000};  // shorter work shows nothing
constexpr milliseconds kRedraw{100};
constexpr milliseconds kNextLine{5000};  // of the same stage, off a terminal
constexpr size_t kWidth = 30;

size_t part(size_t whole, size_t done, size_t total) {
  return total == 0 ? 0 : whole * done / total;
}

// From the pace so far; empty where there is none yet.
std::string time_left(steady_clock::duration elapsed, size_t done, size_t total) {
  if (done == 0 || done >= total) return "";
  const double seconds = std::chrono::duration<double>(elapsed).count() *
                         static_cast<double>(total - done) / static_cast<double>(done);
  if (seconds < 90) return fmt::format(", about {:.0f} s left", std::ceil(seconds));
  return fmt::format(", about {:.0f} min left", std::ceil(seconds / 60));
}

}  // namespace

ProgressBar::ProgressBar()
    : terminal_(::isatty(STDERR_FILENO) == 1),
      started_(steady_clock::now()),
      stage_started_(started_),
      drawn_(started_) {}

ProgressBar::~ProgressBar() { clear(); }

Progress ProgressBar::callback() {
  return [this](const char* stage, size_t done, size_t total) { show(stage, done, total); };
}

void ProgressBar::show(const char* stage, size_t done, size_t total) {
  const auto now = steady_clock::now();
  if (stage_ != stage) {
    stage_ = stage;
    stage_started_ = now;
  }
  const milliseconds pause = terminal_ ? kRedraw : kNextLine;
  const bool repeats = shown_stage_ == stage_ && (!terminal_ || done < total);
  if (now - started_ < kQuiet || (repeats && now - drawn_ < pause)) return;
  shown_stage_ = stage_;
  drawn_ = now;
  const std::string left = time_left(now - stage_started_, done, total);
  if (!terminal_) {
    fmt::print(stderr, "{}: {}%{}\n", stage, part(100, done, total), left);
    return;
  }
  shown_ = true;
  const size_t filled = part(kWidth, done, total);
  fmt::print(stderr, "\r\x1b[K{:<12} [{}{}] {}%{}", stage, std::string(filled, '#'),
             std::string(kWidth - filled, '.'), part(100, done, total), left);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace sprint::cli
