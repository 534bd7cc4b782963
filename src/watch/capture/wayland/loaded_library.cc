#include "watch/capture/wayland/loaded_library.h"

#include <dlfcn.h>

#include "base/error.h"

namespace sprint::watch {

LoadedLibrary::LoadedLibrary(const char* file, const char* package)
    : file_(file), package_(package), library_(::dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
  if (library_ == nullptr)
    fail(
        "capture by Wayland's portal needs {}: {}; install the package {}, or set \"capture\" to "
        "\"x11\"",
        file_, ::dlerror(), package_);
}

void* LoadedLibrary::symbol(const char* name) const {
  void* found = ::dlsym(library_, name);
  if (found == nullptr) fail("{} has no {}; install a newer {}", file_, name, package_);
  return found;
}

}  // namespace sprint::watch
