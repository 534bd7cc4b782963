// A folder of its own for scratch files, removed at the end.
#pragma once

#include <optional>
#include <string>

#include "base/scratch_path.h"

namespace sprint {

// Made under $TMPDIR (or /tmp) with a unique name; removed with all that it holds at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();

  const std::string& path() const { return path_->path(); }

 private:
  std::optional<ScratchPath> path_;
};

}  // namespace sprint
