// Shared libraries that only a Wayland desktop needs, and that are loaded only there.
#pragma once

namespace sprint::watch {

// Stays loaded until the process ends: both libraries have threads or caches that outlive their
// objects.
class LoadedLibrary {
 public:
  // Throws Error naming `package`, the Debian package that holds the file, where it cannot be
  // loaded.
  LoadedLibrary(const char* file, const char* package);

  // Makes `function` the library's function of that name. Throws Error naming both where there is
  // none.
  template <typename Function>
  void find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(symbol(name));
  }

 private:
  void* symbol(const char* name) const;

  const char* file_;
  const char* package_;
  void* library_;
};

}  // namespace sprint::watch
