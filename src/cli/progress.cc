#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace sprint::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kQuiet{1000};  // shorter work shows nothing
constexpr milliseconds kRedraw{100};
constexpr size_t kWidth = 30;

}  // namespace

ProgressBar::ProgressBar()
    : terminal_(::isatty(STDERR_FILENO) == 1), started_(steady_clock::now()), drawn_(started_) {}

ProgressBar::~ProgressBar() { clear(); }

Progress ProgressBar::callback() {
  return [this](const char* stage, size_t done, size_t total) { show(stage, done, total); };
}

void ProgressBar::show(const char* stage, size_t done, size_t total) {
  const auto now = steady_clock::now();
  const bool same_stage = stage_ == stage;
  if (!terminal_ || now - started_ < kQuiet ||
      (same_stage && done < total && now - drawn_ < kRedraw))
    return;
  stage_ = stage;
  drawn_ = now;
  shown_ = true;
  const size_t filled = total == 0 ? 0 : kWidth * done / total;
  fmt::print(stderr, "\r\x1b[K{:<12} [{}{}] {}/{}", stage, std::string(filled, '#'),
             std::string(kWidth - filled, '.'), done, total);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace sprint::cli
