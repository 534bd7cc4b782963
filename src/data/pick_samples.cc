#include "data/pick_samples.h"

namespace sprint::data {

SampleSet pick_samples(const SampleSet& set, size_t limit) {
  const size_t count = set.samples.size();
  if (limit == 0 || limit >= count) return set;
  SampleSet picked{.folder = set.folder, .labels = set.labels, .samples = {}};
  for (size_t i = 0; i < limit; ++i) picked.samples.push_back(set.samples[i * count / limit]);
  return picked;
}

}  // namespace sprint::data
