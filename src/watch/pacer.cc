#include "watch/pacer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace sprint::watch {
namespace {

constexpr double kLongestPeriod = 86400;  // seconds

}  // namespace

int64_t Pacer::advance(MonotonicTime now) {
  if (now < deadline_ - period_) {
    deadline_ = now + period_;
    return 0;
  }
  const int64_t missed = now < deadline_ ? 0 : (now - deadline_) / period_;
  deadline_ += (missed + 1) * period_;
  return missed;
}

void Pacer::set_rate(double frames_per_second, MonotonicTime now) {
  const double seconds = std::min(1 / frames_per_second, kLongestPeriod);
  period_ = std::chrono::round<MonotonicClock::duration>(std::chrono::duration<double>(seconds));
  deadline_ = std::min(deadline_, now + period_);
}

bool wait_until(MonotonicTime deadline, std::span<pollfd> descriptors) {
  for (;;) {
    const auto left = std::max(deadline - MonotonicClock::now(), MonotonicClock::duration(0));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{static_cast<time_t>(seconds.count()),
                           static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
    const int ready = ::ppoll(descriptors.data(), descriptors.size(), &timeout, nullptr);
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) fail("cannot wait for the next frame: {}", std::strerror(errno));
  }
}

}  // namespace sprint::watch
