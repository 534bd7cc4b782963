#include "base/edit_distance.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace sprint {

namespace {

template <typename Sequence>
size_t distance(const Sequence& a, const Sequence& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) { return distance(a, b); }

size_t edit_distance(std::span<const int> a, std::span<const int> b) { return distance(a, b); }

}  // namespace sprint
