#include "watch/decide/icon_search.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "watch/decide/icon.h"

namespace sprint::watch {
namespace {

constexpr int kLeastHalvedSide = 8;  // pixels of the smallest pattern at half resolution
constexpr int kReach = 2;            // pixels around a candidate that are looked at in full

double scale_of(int step) { return std::exp2(step / 20.0); }

int scaled(int side, double scale) {
  return std::max(1, static_cast<int>(std::lround(side * scale)));
}

Pattern pattern_at(const Icon& icon, double scale) {
  return Pattern(resize_icon(icon, scaled(icon.width, scale), scaled(icon.height, scale)));
}

// The places of a pattern in a plane that lie within `limits`; none where it does not fit.
Rectangle places_of(const Pattern& pattern, const GrayPlane& plane, const Rectangle& limits) {
  const int left = std::max(0, limits.x), top = std::max(0, limits.y);
  const int right = std::min(plane.width() - pattern.width() + 1, limits.x + limits.width);
  const int bottom = std::min(plane.height() - pattern.height() + 1, limits.y + limits.height);
  if (right <= left || bottom <= top) return {};
  return {left, top, right - left, bottom - top};
}

}  // namespace

// The best places so far, the best first, no two of them neighbours.
struct IconSearch::Candidates {
  std::array<Found, kCandidates> best;

  void offer(const Found& found) {
    if (found.score <= best.back().score) return;
    auto place = std::ranges::find_if(best, [&](const Found& other) {
      return other.score > -1 && std::abs(other.x - found.x) <= 1 &&
             std::abs(other.y - found.y) <= 1;
    });
    if (place == best.end()) {
      place = best.end() - 1;
    } else if (place->score >= found.score) {
      return;
    }
    for (; place != best.begin() && (place - 1)->score < found.score; --place)
      *place = *(place - 1);
    *place = found;
  }
};

IconSearch::IconSearch(const Icon& icon)
    : halved_(std::min(icon.width, icon.height) * scale_of(kLeastStep) / 2 >= kLeastHalvedSide) {
  for (int step = kLeastStep; step <= kGreatestStep; ++step) {
    fine_.push_back(pattern_at(icon, scale_of(step)));
  }
  for (int step = kLeastStep; step <= kGreatestStep; step += kCoarseStride) {
    coarse_.push_back(pattern_at(icon, scale_of(step) / (halved_ ? 2 : 1)));
  }
}

bool IconSearch::fits(int width, int height) const {
  return fine_.front().width() <= width && fine_.front().height() <= height;
}

void IconSearch::look(const Pyramid& frame, int step, Candidates& candidates) {
  const Pattern& pattern = coarse_[static_cast<size_t>((step - kLeastStep) / kCoarseStride)];
  const GrayPlane& plane = halved_ ? frame.half : frame.whole;
  const Rectangle everywhere{0, 0, plane.width(), plane.height()};
  pattern.correlate(plane, places_of(pattern, plane, everywhere), strip_,
                    [&](int x, int y, double score) {
                      candidates.offer({score, x, y, step});
                    });
}

void IconSearch::refine(const Pyramid& frame, const Found& near, Found& best) {
  const Rectangle around{near.x - kReach, near.y - kReach, 2 * kReach + 1, 2 * kReach + 1};
  const int last = std::min(near.step + 1, kGreatestStep);
  for (int step = std::max(near.step - 1, kLeastStep); step <= last; ++step) {
    const Pattern& pattern = fine_[static_cast<size_t>(step - kLeastStep)];
    pattern.correlate(frame.whole, places_of(pattern, frame.whole, around), strip_,
                      [&](int x, int y, double score) {
                        if (score > best.score) best = {score, x, y, step};
                      });
  }
}

Found IconSearch::find(const Pyramid& frame, std::span<const int> steps) {
  Candidates candidates;
  for (const int step : steps) look(frame, step, candidates);
  const int factor = halved_ ? 2 : 1;
  Found best;
  for (Found candidate : candidates.best) {
    if (candidate.score <= -1) continue;
    candidate.x *= factor;
    candidate.y *= factor;
    refine(frame, candidate, best);
  }
  // From there uphill: the coarse search may have been a step or a few pixels off.
  for (double before = -1; best.score > before;) {
    before = best.score;
    refine(frame, Found(best), best);
  }
  return best;
}

}  // namespace sprint::watch
