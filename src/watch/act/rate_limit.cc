#include "watch/act/rate_limit.h"

#include <algorithm>

namespace sprint::watch {

void RateLimit::fill(Time now) {
  if (now <= filled_) return;
  const double seconds = std::chrono::duration<double>(now - filled_).count();
  tokens_ = std::min(burst_, tokens_ + seconds * per_second_);
  filled_ = now;
}

bool RateLimit::take(Time now) {
  fill(now);
  constexpr double kRounding = 1e-9;  // tokens that many small refills may lose
  if (tokens_ < 1 - kRounding) return false;
  tokens_ = std::max(0.0, tokens_ - 1);
  return true;
}

void RateLimit::set_rate(double per_minute, Time now) {
  fill(now);
  per_second_ = per_minute / 60;
}

}  // namespace sprint::watch
