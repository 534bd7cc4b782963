// Tells when files changed, without polling.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sprint::watch {

// Watches, through inotify(7), the folders of a set of files, so that it sees a file written in
// place, replaced by a rename, as editors do, or appearing late, also together with its folder. A
// file has changed when its writer closed it or when it was renamed into place; where its folder is
// new, possibly before that, and then again. Links are followed. A folder among the paths has
// changed when a file in it has.
class FileWatch {
 public:
  // Throws Error where the system gives no inotify instance.
  FileWatch();
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Watches `paths` instead of those before; what they hold now is not a change. Throws Error where
  // the system gives no more watches.
  void set(const std::vector<std::string>& paths);

  // Readable when changed() may have something to tell.
  int descriptor() const { return descriptor_; }

  // The files, named as in set(), that changed since they were told last and exist. Does not wait.
  // Throws Error as set() does.
  std::vector<std::string> changed();

 private:
  // Device, inode, size and time of the last write; zeros where there is no file.
  using Stamp = std::array<int64_t, 5>;
  enum class Touched { no, maybe, yes };
  struct File {
    std::string path;
    Stamp stamp{};
    Touched touched = Touched::no;
  };
  // A name in a watched folder: of a file, of a link to it, or of a folder on the way to it that is
  // not there yet.
  struct Entry {
    int watch;
    std::string name;  // empty: any name
    size_t file;       // index in files_
    bool leads;        // it is not the file itself
  };

  static Stamp stamp_of(const std::string& path);
  void arm();
  void arm_path(const std::string& path, size_t file);
  bool arm_entry(const std::string& folder, const std::string& name, size_t file, bool leads);
  void touch_all();
  bool touch(int watch, const char* name, uint32_t mask);
  bool read_events();

  int descriptor_;
  std::vector<File> files_;
  std::vector<Entry> entries_;
};

}  // namespace sprint::watch
