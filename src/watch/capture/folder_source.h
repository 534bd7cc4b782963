// Pictures from files instead of a window.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "watch/capture/source.h"

namespace sprint::watch {

// One picture (JPEG, PNG), or all of a folder and of the folders in it, by their paths in order.
// Other files are left out.
class FolderSource final : public Source {
 public:
  enum class After { stop, start_over };

  // Of each picture the region, or all of it. Throws Error naming `path` where there is no picture.
  FolderSource(const std::string& path, std::optional<Region> region, After after);

  // A picture that cannot be read, or that does not hold the region, is `failed`; the next one
  // comes after it.
  Capture capture(Image& frame) override;
  const std::string& reason() const override { return reason_; }
  void wait(std::chrono::milliseconds longest, int stop_descriptor) override;
  void set_region(const Region& region) override { region_ = region; }
  const std::string& title() const override { return path_; }

  // Of the last frame.
  const std::string& file() const { return files_[shown_]; }

 private:
  void show(size_t index);

  std::string path_;
  std::vector<std::string> files_;
  std::optional<Region> region_;
  After after_;
  size_t next_ = 0, shown_ = 0;
  Image picture_;  // files_[shown_]; no pixels: none yet
  std::string reason_;
};

}  // namespace sprint::watch
