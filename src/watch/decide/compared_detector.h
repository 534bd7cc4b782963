// Two detectors on the same frames.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "watch/decide/detector.h"
#include "watch/metrics/log_histogram.h"

namespace sprint::watch {

// What came of it so far. Filled by the loop's thread, read by any.
class Comparison {
 public:
  struct Side {
    std::string name;  // Detector::describe()
    ModelFigures model;
    LogHistogram times;     // of detect()
    int64_t active = 0;     // frames
    double confidence = 0;  // sum over all frames
  };
  struct Figures {
    Side first, second;
    int64_t frames = 0, agreed = 0;
  };

  // Starts anew with these two.
  void begin(const Detector& first, const Detector& second);
  void record(const Detection& first, std::chrono::nanoseconds first_time, const Detection& second,
              std::chrono::nanoseconds second_time);
  Figures figures() const;

 private:
  Figures figures_;
  mutable std::mutex mutex_;
};

// A table with a column for each.
std::string comparison_table(const Comparison::Figures& figures);

// The first one decides. They take turns in going first, so that neither always finds the frame in
// the caches that the other filled.
class ComparedDetector final : public Detector {
 public:
  // `comparison` must outlive it.
  ComparedDetector(std::unique_ptr<Detector> first, std::unique_ptr<Detector> second,
                   Comparison& comparison);

  Detection detect(const Image& frame) override;
  std::string describe() const override { return first_->describe(); }
  ModelFigures model() const override { return first_->model(); }

 private:
  std::unique_ptr<Detector> first_, second_;
  Comparison& comparison_;
  bool second_goes_first_ = false;
};

}  // namespace sprint::watch
