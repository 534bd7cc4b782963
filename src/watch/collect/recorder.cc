#include "watch/collect/recorder.h"

namespace sprint::watch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kActive = "active", kInactive = "inactive", kUnsure = "unsure";

Recorded recorded(Saved saved) {
  switch (saved) {
    case Saved::written:
      return Recorded::written;
    case Saved::already_there:
      return Recorded::already_there;
    case Saved::full:
      return Recorded::full;
    case Saved::failed:
      break;
  }
  return Recorded::failed;
}

}  // namespace

Recorder::Recorder(const RecorderOptions& options)
    : options_(options), folder_(options.folder, options.limit) {
  if (options.selection == Selection::label) set_label(options.label);
}

void Recorder::set_label(const std::string& label) {
  require_label(label);
  options_.label = label;
}

// Nothing where the frame is no sample.
std::optional<std::string_view> Recorder::label_of(const Detection& detection) const {
  switch (options_.selection) {
    case Selection::label:
      return options_.label;
    case Selection::state:
      return detection.active ? kActive : kInactive;
    case Selection::uncertainty:
      break;
  }
  if (detection.confidence < options_.confidence_below) return kUnsure;
  return {};
}

NearDuplicates& Recorder::seen_of(std::string_view label) {
  const auto found = seen_.find(label);
  if (found != seen_.end()) return found->second;
  return seen_.try_emplace(std::string(label), options_.remembered, options_.least_difference)
      .first->second;
}

Recorded Recorder::offer(const Image& frame, const Detection& detection) {
  const auto label = label_of(detection);
  if (!label || (retry_at_ && Clock::now() < *retry_at_)) return Recorded::no;
  NearDuplicates& seen = seen_of(*label);
  if (seen.seen(frame)) return Recorded::near_duplicate;
  const Saved saved = folder_.save(frame, std::string(*label));
  if (saved == Saved::failed) {
    retry_at_ = Clock::now() + options_.retry_delay;
  } else {
    seen.remember();
    retry_at_.reset();
  }
  return recorded(saved);
}

}  // namespace sprint::watch
