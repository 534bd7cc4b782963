// What a model's classes are called, and which of them the labels of a sample folder mean.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sprint::verify {

class ClassNames {
 public:
  // For a model of `classes` classes that stores the names `stored` (or none) and samples in class
  // folders called `labels` (none: not labelled). Folders are matched by name where the model
  // stores names; else by number where all of them are called by an index ("0", "17"); else in
  // sorted order where there are as many folders as classes. Throws Error where none of that fits.
  ClassNames(size_t classes, std::vector<std::string> stored, std::vector<std::string> labels);

  // Of a class, by its index in the output.
  std::string name(size_t index) const;

  // The class that SampleSet::labels[label] stands for.
  size_t class_of(int label) const { return class_of_label_.at(static_cast<size_t>(label)); }

 private:
  std::vector<std::string> names_;  // by class; empty: called by their index
  std::vector<size_t> class_of_label_;
};

}  // namespace sprint::verify
