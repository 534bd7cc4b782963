#include "watch/act/sprint_keys.h"

#include <fmt/format.h>

#include "base/error.h"
#include "watch/act/key_name.h"
#include "watch/capture/backend.h"

namespace sprint::watch {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGameDelay{500};
constexpr milliseconds kPrepareDelay{2000};  // after what is missing could not be had

}  // namespace

void check_keys(const Settings& settings) {
  with_context("sprint_key", [&] { key_symbol(settings.sprint_key); });
  if (settings.pause_key.empty()) return;
  with_context("pause_key", [&] { key_symbol(settings.pause_key); });
}

SprintKeys::SprintKeys(Reporter& reporter, Metrics& metrics, std::string display)
    : reporter_(reporter), metrics_(metrics), display_(std::move(display)) {}

void SprintKeys::configure(const Settings& settings) {
  const MonotonicTime now = MonotonicClock::now();
  const std::scoped_lock lock(mutex_);
  wanted_ = settings.auto_sprint && can_press(settings);
  consistency_ = settings.temporal_consistency_frames;
  if (!limit_) limit_.emplace(settings.key_presses_per_minute, now);
  limit_->set_rate(settings.key_presses_per_minute, now);
  if (!wanted_ || settings.sprint_key != sprint_key_) {
    press_.reset();
    broken_ = false;
  }
  if (!wanted_ || settings.pause_key != pause_key_) pause_.reset();
  game_ = game_rule(settings);
  sprint_key_ = settings.sprint_key;
  pause_key_ = settings.pause_key;
  if (wanted_) prepare();
}

// Wayland lets no program press a key in another one's window.
bool SprintKeys::can_press(const Settings& settings) {
  if (chosen_backend(settings.capture, display_) == CaptureBackend::x11) return true;
  if (settings.auto_sprint) {
    say_once(LogLevel::warning,
             "auto_sprint presses no key in a window that Wayland's portal shows; run the game "
             "through XWayland and set \"capture\" to \"x11\"");
  }
  return false;
}

void SprintKeys::tend() {
  wake_.clear();
  const std::scoped_lock lock(mutex_);
  take_pause_presses();
  if (press_ && press_->descriptor() >= 0 && !press_->alive()) broken_ = true;
  if (wanted_ && !ready()) prepare();
}

std::vector<int> SprintKeys::descriptors() const {
  const std::scoped_lock lock(mutex_);
  std::vector<int> descriptors{wake_.descriptor()};
  if (pause_) descriptors.push_back(pause_->descriptor());
  if (press_ && press_->descriptor() >= 0) descriptors.push_back(press_->descriptor());
  return descriptors;
}

// The pause key comes first: nothing may be pressed that it could not stop.
void SprintKeys::prepare() {
  prepare_ = MonotonicClock::now() + kPrepareDelay;
  try {
    if (!pause_ && !pause_key_.empty()) pause_ = std::make_unique<GlobalKey>(pause_key_, display_);
    if (broken_) press_->recover();
    if (!press_) press_ = std::make_unique<KeyPress>(sprint_key_, display_);
    broken_ = false;
  } catch (const Error& error) {
    say_once(LogLevel::warning, fmt::format("auto_sprint waits: {}", error.what()));
  }
}

void SprintKeys::take_pause_presses() {
  if (!pause_) return;
  int presses = 0;
  try {
    presses = pause_->take_presses();
  } catch (const Error& error) {
    say_once(LogLevel::warning, fmt::format("auto_sprint waits: {}", error.what()));
    pause_.reset();
    return;
  }
  if (!pause_->alive()) pause_.reset();
  if (presses % 2 != 0) pause_or_resume(!paused_);
}

void SprintKeys::pause_or_resume(bool paused) {
  if (paused == paused_) return;
  paused_ = paused;
  reporter_.tell(LogLevel::info, "paused",
                 paused ? "paused: no key is pressed" : "resumed: keys are pressed again",
                 {{"paused", paused}});
}

void SprintKeys::sprint_is_off(uint32_t window, bool certain, MonotonicTime now) {
  const std::scoped_lock lock(mutex_);
  if (!wanted_ || window == 0 || now < next_ || settling_-- > 0) return;
  settling_ = 0;
  take_pause_presses();
  if (paused_) return;
  if (!certain) {
    return say_once(LogLevel::warning,
                    fmt::format("'{}' was not pressed: windows of several programs may be the "
                                "game's; set game_window_class",
                                sprint_key_));
  }
  if (ready()) {
    if (limit_->take(now)) press(window, now);
  } else if (now >= prepare_) {
    prepare_ = now + kPrepareDelay;
    wake_.wake();
  }
}

void SprintKeys::press(uint32_t window, MonotonicTime now) {
  switch (press_->press(window, game_)) {
    case KeyPress::Result::pressed:
      next_ = now + kGameDelay;
      settling_ = consistency_ + 1;
      said_.clear();
      metrics_.count(&Counters::key_presses);
      reporter_.tell(LogLevel::info, "key", fmt::format("pressed '{}'", sprint_key_),
                     {{"key", sprint_key_}});
      return;
    case KeyPress::Result::refused:
      return say_once(LogLevel::info, press_->reason());
    case KeyPress::Result::failed:
      break;
  }
  say_once(LogLevel::warning, press_->reason());
  broken_ = true;
}

void SprintKeys::say_once(LogLevel level, const std::string& reason) {
  if (reason == said_) return;
  said_ = reason;
  reporter_.tell(level, "no_key", reason);
}

bool SprintKeys::paused() const {
  const std::scoped_lock lock(mutex_);
  return paused_;
}

void SprintKeys::set_paused(bool paused) {
  const std::scoped_lock lock(mutex_);
  pause_or_resume(paused);
}

}  // namespace sprint::watch
