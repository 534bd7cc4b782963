#include "watch/decide/hysteresis.h"

namespace sprint::watch {

std::string_view state_name(State state) {
  switch (state) {
    case State::unknown:
      return "unknown";
    case State::off:
      return "off";
    case State::on:
      return "on";
  }
  return "";
}

Hysteresis after_detection(const Hysteresis& before, const Detection& detection,
                           const HysteresisRule& rule) {
  Hysteresis after = before;
  const bool counts = detection.confidence >= rule.threshold;
  if (!counts) {
    if (after.doubtful < rule.frames) ++after.doubtful;
    if (after.doubtful < rule.frames) return after;
    after.candidate = State::unknown;
    after.agreeing = 0;
    return after;
  }
  const State seen = detection.active ? State::on : State::off;
  after.doubtful = 0;
  if (seen == after.state) return {.state = seen};
  after.agreeing = seen == before.candidate ? before.agreeing + 1 : 1;
  after.candidate = seen;
  return after.agreeing >= rule.frames ? Hysteresis{.state = seen} : after;
}

}  // namespace sprint::watch
