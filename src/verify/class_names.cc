#include "verify/class_names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.h"

namespace sprint::verify {
namespace {

using Names = std::vector<std::string>;

std::vector<size_t> match_names(const Names& stored, const Names& labels) {
  std::vector<size_t> classes;
  for (const std::string& label : labels) {
    const auto found = std::ranges::find(stored, label);
    if (found == stored.end())
      fail("class folder '{}': the model has no such class; it knows {}", label,
           fmt::join(stored.begin(), stored.begin() + std::min<ptrdiff_t>(8, std::ssize(stored)),
                     ", "));
    classes.push_back(static_cast<size_t>(found - stored.begin()));
  }
  return classes;
}

// Nothing where a label is not the index of a class.
std::optional<std::vector<size_t>> match_indices(size_t classes, const Names& labels) {
  std::vector<size_t> indices;
  for (const std::string& label : labels) {
    const char* const last = label.data() + label.size();
    size_t index = 0;
    const auto [end, error] = std::from_chars(label.data(), last, index);
    if (error != std::errc() || end != last || index >= classes) return {};
    indices.push_back(index);
  }
  return indices;
}

}  // namespace

ClassNames::ClassNames(size_t classes, Names stored, Names labels) {
  if (!stored.empty() && stored.size() != classes)
    fail("the model stores {} class names, but its output has {} classes", stored.size(), classes);
  if (!stored.empty()) {
    class_of_label_ = match_names(stored, labels);
    names_ = std::move(stored);
  } else if (auto indices = match_indices(classes, labels)) {
    class_of_label_ = std::move(*indices);
  } else if (labels.size() == classes) {
    class_of_label_.resize(classes);
    std::iota(class_of_label_.begin(), class_of_label_.end(), size_t{0});
    names_ = std::move(labels);
  } else {
    fail(
        "{} class folders, but the model has {} classes and stores no names: call the folders by "
        "the indices of their classes, or give all samples in one folder",
        labels.size(), classes);
  }
}

std::string ClassNames::name(size_t index) const {
  return names_.empty() ? std::to_string(index) : names_.at(index);
}

}  // namespace sprint::verify
