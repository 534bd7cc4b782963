// A folder of labelled samples that grows: DIR/LABEL/NAME.png, as --data takes it.
#pragma once

#include <cstddef>
#include <string>

#include "sprint/preprocess.h"

namespace sprint::watch {

enum class Saved {
  written,
  already_there,  // a sample of these pixels and this label
  full,           // the folder holds as many samples as it may
  failed,         // reason() says why, such as a full disk; nothing is left of the sample
};

// Throws Error{usage} where the label cannot be the name of a folder of samples.
void require_label(const std::string& label);

class SampleFolder {
 public:
  // Makes the folder where it is missing, and counts what is in it. Throws Error naming the folder
  // where that fails.
  SampleFolder(const std::string& folder, size_t limit);

  // Writes the picture whole or not at all, under a name made of a hash of its pixels. The
  // label is one that require_label() takes.
  Saved save(const Image& image, const std::string& label);

  size_t count() const { return count_; }  // samples of all labels
  const std::string& reason() const { return reason_; }

 private:
  Saved write(const Image& image, const std::string& folder, const std::string& path);

  std::string folder_;
  size_t limit_, count_ = 0;
  std::string reason_;
};

}  // namespace sprint::watch
