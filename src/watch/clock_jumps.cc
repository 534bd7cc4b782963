#include "watch/clock_jumps.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

namespace sprint::watch {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kNoticed = std::chrono::seconds(1);

nanoseconds read(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

double seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Clocks Clocks::now() { return {read(CLOCK_MONOTONIC), read(CLOCK_BOOTTIME), read(CLOCK_REALTIME)}; }

std::string ClockJumps::look(const Clocks& now, nanoseconds longest) {
  const Clocks before = std::exchange(before_, now);
  if (std::exchange(first_, false)) return {};
  const nanoseconds ran = now.running - before.running, passed = now.boot - before.boot;
  const nanoseconds slept = passed - ran, set = now.wall - before.wall - passed;
  std::string text;
  const auto say = [&](const std::string& sentence) {
    text += (text.empty() ? "" : "; ") + sentence;
  };
  if (slept >= kNoticed) say(fmt::format("the machine slept for {:.0f} s", seconds(slept)));
  if (set >= kNoticed || set <= -kNoticed)
    say(fmt::format("the clock was set by {:+.0f} s", seconds(set)));
  if (ran - kNoticed >= longest)
    say(fmt::format("the watcher did not run for {:.1f} s", seconds(ran - longest)));
  return text;
}

}  // namespace sprint::watch
