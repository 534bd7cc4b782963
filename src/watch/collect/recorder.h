// Turns frames into labelled samples.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "watch/collect/near_duplicates.h"
#include "watch/collect/sample_folder.h"
#include "watch/decide/detector.h"

namespace sprint::watch {

// Which frames are samples, and of which label.
enum class Selection {
  label,       // all, of the label that the user gives
  state,       // all, "active" or "inactive" as the detector says
  uncertainty  // those that the detector is not sure of, "unsure": for the user to sort
};

struct RecorderOptions {
  std::string folder;
  Selection selection = Selection::state;
  std::string label = {};         // for Selection::label
  double confidence_below = 0.9;  // for Selection::uncertainty
  size_t limit = 10000;           // samples in the folder
  size_t remembered = 64;         // per label, for near duplicates
  double least_difference = 2;    // grey levels; see NearDuplicates
  std::chrono::milliseconds retry_delay = std::chrono::seconds(10);  // after a failure
};

enum class Recorded {
  no,              // not selected, or a failure is too recent
  near_duplicate,  // of a sample of this run
  already_there,
  written,
  full,
  failed,
};

class Recorder {
 public:
  // Throws Error where the folder cannot be made, and Error{usage} where the label cannot be one.
  explicit Recorder(const RecorderOptions& options);

  // Writes the frame where it is a sample. Never throws for what may happen meanwhile: after `full`
  // and `failed` reason() is one line for the user. A failure, such as a full disk, leaves nothing
  // behind and is tried again after the delay.
  Recorded offer(const Image& frame, const Detection& detection);

  // The label of the frames from now on; for Selection::label. Throws as the constructor does.
  void set_label(const std::string& label);

  size_t count() const { return folder_.count(); }
  const std::string& reason() const { return folder_.reason(); }

 private:
  std::optional<std::string_view> label_of(const Detection& detection) const;
  NearDuplicates& seen_of(std::string_view label);

  RecorderOptions options_;
  SampleFolder folder_;
  std::map<std::string, NearDuplicates, std::less<>> seen_;  // by label
  std::optional<std::chrono::steady_clock::time_point> retry_at_;
};

}  // namespace sprint::watch
