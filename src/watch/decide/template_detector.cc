#include "watch/decide/template_detector.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "watch/decide/icon.h"

namespace sprint::watch {
namespace {

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

TemplateDetector::Template::Template(const std::string& file)
    : path(file),
      icon(load_icon(file)),
      search(with_context(file, [&] { return IconSearch(icon); })) {}

TemplateDetector::TemplateDetector(const std::string& on_path, const std::string& off_path,
                                   double threshold)
    : on_(on_path), threshold_(threshold) {
  if (!off_path.empty()) off_.emplace(off_path);
}

// In the first frame all steps, then a third of them in turn until an icon was seen. From then on
// its step and the two next to it, and while it is not seen one more in turn: the interface may
// have changed its size.
std::span<const int> TemplateDetector::choose_steps() {
  size_t count = 0;
  const auto wanted = [&](size_t index, int step) {
    if (!known_step_) return turn_ == 0 || index % 3 == turn_ % 3;
    if (std::abs(step - *known_step_) <= kCoarseStride) return true;
    return !matched_ && index == turn_ % kCoarseSteps;
  };
  for (size_t index = 0; index < kCoarseSteps; ++index) {
    const int step = kLeastStep + static_cast<int>(index) * kCoarseStride;
    if (wanted(index, step)) steps_[count++] = step;
  }
  ++turn_;
  return std::span(steps_).first(count);
}

void TemplateDetector::remember(const Found& best) {
  matched_ = best.score >= threshold_;
  if (matched_) known_step_ = best.step / kCoarseStride * kCoarseStride;
}

void TemplateDetector::require_fit(int width, int height) const {
  for (const Template* used : {&on_, off_ ? &*off_ : nullptr}) {
    if (used == nullptr || used->search.fits(width, height)) continue;
    fail(
        "{}: an icon of {} x {} pixels does not fit into the region of {} x {}; make the region "
        "larger",
        used->path, used->icon.width, used->icon.height, width, height);
  }
}

Detection TemplateDetector::detect(const Image& frame) {
  require_fit(frame.width, frame.height);
  pyramid_.assign(frame);
  const std::span<const int> steps = choose_steps();
  on_found_ = on_.search.find(pyramid_, steps);
  off_found_ = off_ ? off_->search.find(pyramid_, steps) : Found{};
  remember(on_found_.score > off_found_.score ? on_found_ : off_found_);
  const bool active = on_found_.score >= threshold_ && on_found_.score > off_found_.score;
  const double on = probability_of_on(on_found_.score, off_found_.score, threshold_);
  return {active, active ? on : 1 - on};
}

std::string TemplateDetector::describe() const {
  const std::string on = file_name(on_.path);
  return off_ ? fmt::format("templates {} and {}", on, file_name(off_->path))
              : fmt::format("template {}", on);
}

double probability_of_on(double on, double off, double threshold) {
  const double seen = on >= threshold
                          ? (threshold < 1 ? 0.5 + (on - threshold) / (2 * (1 - threshold)) : 1)
                          : std::max(on, 0.0) / (2 * threshold);
  return std::min(seen, std::clamp(0.5 + on - off, 0.0, 1.0));
}

}  // namespace sprint::watch
