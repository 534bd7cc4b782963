// From detections of single frames to a state that does not flicker.
#pragma once

#include <string_view>

#include "watch/decide/detector.h"

namespace sprint::watch {

enum class State { unknown, off, on };

// "unknown", "off", "on".
std::string_view state_name(State state);

struct HysteresisRule {
  int frames = 3;          // temporal_consistency_frames: equal detections that confirm a change
  double threshold = 0.7;  // least confidence of a detection that counts
};

// What is known after a frame. The default is what is known at the start, and again after the
// window was absent: nothing.
struct Hysteresis {
  State state = State::unknown;      // confirmed
  State candidate = State::unknown;  // may be confirmed next; unknown: none
  int agreeing = 0;                  // counted detections of the candidate since another state
  int doubtful = 0;                  // detections below the threshold since the last that counted

  friend bool operator==(const Hysteresis&, const Hysteresis&) = default;
};

// What is known after one more detection:
// - one of another state than the confirmed one makes that state the candidate, and the
//   rule.frames-th of it in a row confirms it;
// - one of the confirmed state drops the candidate;
// - one below the threshold, or whose confidence is NaN, says nothing and is passed over; but after
//   rule.frames of these in a row the candidate is dropped, as what speaks for it is old by then.
//   The confirmed state stays.
Hysteresis after_detection(const Hysteresis& before, const Detection& detection,
                           const HysteresisRule& rule);

}  // namespace sprint::watch
