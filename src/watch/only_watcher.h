// One watcher per settings file.
#pragma once

#include <string>

#include "watch/descriptor.h"

namespace sprint::watch {

// While it lives, another one for the same file cannot be made, by this user on this machine.
class OnlyWatcher {
 public:
  // Throws Error naming the file where another process watches by it already.
  explicit OnlyWatcher(const std::string& settings_path);

 private:
  Descriptor socket_;
};

}  // namespace sprint::watch
