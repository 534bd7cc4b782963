// When the next frame is due, and waiting for it.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <span>

namespace sprint::watch {

// The monotonic clock: it does not follow changes of the wall clock and stands still in suspend, so
// neither makes a frame late.
using MonotonicClock = std::chrono::steady_clock;
using MonotonicTime = MonotonicClock::time_point;

// Deadlines on a grid of one per period. Knows no clock: the caller says what time it is.
class Pacer {
 public:
  // The first deadline is `now`. Requires frames_per_second above 0; a period is at most a day.
  Pacer(double frames_per_second, MonotonicTime now) : deadline_(now) {
    set_rate(frames_per_second, now);
  }

  MonotonicTime deadline() const { return deadline_; }

  // The frame that was due is taken at `now`: the next deadline is the first one of the grid after
  // `now`. Returns how many deadlines were missed; no frames are taken for them. Where `now` lies
  // more than a period before the deadline, which no monotonic clock does, the grid starts anew.
  int64_t advance(MonotonicTime now);

  // From now on another rate; the next deadline is at most one new period away.
  void set_rate(double frames_per_second, MonotonicTime now);

 private:
  MonotonicClock::duration period_{};
  MonotonicTime deadline_;
};

// Sleeps until `deadline` or until one of the descriptors has one of its events, as poll(2) says in
// `revents`; the deadline may have passed. Returns whether a descriptor was ready. Signals do not
// end it. Throws Error where the descriptors cannot be waited for.
bool wait_until(MonotonicTime deadline, std::span<pollfd> descriptors);

}  // namespace sprint::watch
