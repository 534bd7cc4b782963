// At most so many key presses a minute.
#pragma once

#include <chrono>

namespace sprint::watch {

// A token bucket: `burst` tokens at the start and at most, refilled evenly. Any span of time t sees
// at most burst + t * per_minute takes; with a burst of 1 no half-open minute sees more than
// per_minute. Knows no clock: the caller says what time it is.
class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Requires per_minute above 0 and burst of at least 1.
  RateLimit(double per_minute, Time now, double burst = 1)
      : per_second_(per_minute / 60), burst_(burst), tokens_(burst), filled_(now) {}

  // Takes a token if there is one.
  bool take(Time now);

  // From now on another rate; tokens stay.
  void set_rate(double per_minute, Time now);

 private:
  void fill(Time now);

  double per_second_, burst_, tokens_;
  Time filled_;
};

}  // namespace sprint::watch
