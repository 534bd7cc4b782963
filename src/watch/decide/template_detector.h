// Tells by icons whether sprint is on.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "watch/decide/detector.h"
#include "watch/decide/icon_search.h"

namespace sprint::watch {

// Sprint is on where the icon of "on" is seen with a score of at least the threshold and scores
// better than the icon of "off".
class TemplateDetector final : public Detector {
 public:
  // The icons are pictures; `off_path` may be empty: no such icon. Throws Error naming the file
  // that is none.
  TemplateDetector(const std::string& on_path, const std::string& off_path, double threshold);

  // Throws Error naming an icon that does not fit into a frame of this size.
  void require_fit(int width, int height) const;

  // Throws as require_fit() does.
  Detection detect(const Image& frame) override;
  std::string describe() const override;

  // Where the icons were seen in the last frame; off: score -1 where there is no such icon.
  const Found& on() const { return on_found_; }
  const Found& off() const { return off_found_; }

 private:
  static constexpr size_t kCoarseSteps = (kGreatestStep - kLeastStep) / kCoarseStride + 1;

  struct Template {
    std::string path;
    Icon icon;
    IconSearch search;

    explicit Template(const std::string& path);
  };

  std::span<const int> choose_steps();
  void remember(const Found& best);

  Template on_;
  std::optional<Template> off_;
  double threshold_;
  Pyramid pyramid_;
  Found on_found_, off_found_;
  std::array<int, kCoarseSteps> steps_{};  // memory of choose_steps()
  std::optional<int> known_step_;          // coarse, of the last match
  bool matched_ = false;                   // in the last frame
  size_t turn_ = 0;                        // frames so far
};

// That sprint is on, in [0, 1], of the scores of both icons: 1/2 where "on" scores just the
// threshold, or as much as "off"; 1 where it scores 1, and "off" 1/2 less or worse; 0 where it
// scores 0 or worse, or "off" 1/2 more.
double probability_of_on(double on, double off, double threshold);

}  // namespace sprint::watch
