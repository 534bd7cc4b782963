#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_set>

#include "base/error.h"
#include "data/content_hash.h"
#include "sprint/samples.h"

namespace sprint {
namespace {

// A distinct content, which all samples that hold it follow.
struct Content {
  int label;  // of the first sample that holds it
  uint64_t rank, hash;
};

// The distinct contents, class by class, in an order within the class that the seed decides.
std::vector<Content> ranked_contents(const SampleSet& set, uint64_t seed) {
  std::vector<Content> contents;
  std::unordered_set<uint64_t> seen;
  for (const Sample& sample : set.samples) {
    if (!seen.insert(sample.content_hash).second) continue;
    const uint64_t rank = data::mix_bits(sample.content_hash ^ data::mix_bits(seed));
    contents.push_back({sample.label, rank, sample.content_hash});
  }
  std::sort(contents.begin(), contents.end(), [](const Content& a, const Content& b) {
    return std::tie(a.label, a.rank) < std::tie(b.label, b.rank);
  });
  return contents;
}

// How many contents of each class go to calibration. Rounding goes over the running total, so that
// each class is within one of its share, and so is the whole.
std::map<int, size_t> calibration_counts(const std::vector<Content>& contents, double share) {
  std::map<int, size_t> totals, counts;
  for (const Content& content : contents) ++totals[content.label];
  size_t seen = 0, given = 0;
  for (const auto& [label, total] : totals) {
    seen += total;
    const auto due = static_cast<size_t>(std::lround(share * static_cast<double>(seen)));
    const size_t wanted = std::clamp<size_t>(due, 1, contents.size() - 1);
    counts[label] = std::min(wanted - std::min(given, wanted), total);
    given += counts[label];
  }
  return counts;
}

}  // namespace

Split split_samples(const SampleSet& set, double share, uint64_t seed) {
  if (!(share > 0.0 && share < 1.0)) {
    fail_usage("the share of samples for calibration is {}, expected more than 0 and less than 1",
               share);
  }
  const std::vector<Content> contents = ranked_contents(set, seed);
  if (contents.size() < 2) {
    fail("{}: holds {} different sample(s); at least 2 are needed, for calibration and for judging",
         set.folder, contents.size());
  }
  std::map<int, size_t> left = calibration_counts(contents, share);
  std::unordered_set<uint64_t> calibration;
  for (const Content& content : contents) {
    if (left[content.label] == 0) continue;
    --left[content.label];
    calibration.insert(content.hash);
  }
  Split split{{set.folder, set.labels, {}}, {set.folder, set.labels, {}}};
  for (const Sample& sample : set.samples) {
    const bool calibrates = calibration.contains(sample.content_hash);
    (calibrates ? split.calibration : split.held_out).samples.push_back(sample);
  }
  return split;
}

}  // namespace sprint
