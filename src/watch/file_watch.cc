#include "watch/file_watch.h"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kComplete = IN_CLOSE_WRITE | IN_MOVED_TO;
constexpr uint32_t kFolderGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr uint32_t kMask = kComplete | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF;

bool is_link(const std::string& path) {
  std::error_code none;
  return fs::is_symlink(path, none);
}

bool is_folder(const std::string& path) {
  std::error_code none;
  return fs::is_directory(path, none);
}

// Whether an event says that a folder or a link, which no writer closes, was made at `path`.
bool made_whole(uint32_t mask, const std::string& path) {
  return (mask & IN_CREATE) != 0 && ((mask & IN_ISDIR) != 0 || is_link(path));
}

// Where `path` leads when links are followed; `path` itself where it leads nowhere.
std::string target_of(const std::string& path) {
  std::error_code none;
  const fs::path target = fs::weakly_canonical(path, none);
  return none ? path : target.string();
}

}  // namespace

FileWatch::FileWatch() : descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (descriptor_ < 0)
    fail("cannot watch files: {}; fs.inotify.max_user_instances limits how many programs may",
         std::strerror(errno));
}

FileWatch::~FileWatch() { ::close(descriptor_); }

FileWatch::Stamp FileWatch::stamp_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {static_cast<int64_t>(status.st_dev), static_cast<int64_t>(status.st_ino), status.st_size,
          status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void FileWatch::set(const std::vector<std::string>& paths) {
  files_.clear();
  for (const std::string& path : paths) files_.push_back({path});
  arm();
  for (File& file : files_) file.stamp = stamp_of(file.path);
}

// Watches what the paths lead to now, and nothing else.
void FileWatch::arm() {
  const std::vector<Entry> before = std::exchange(entries_, {});
  for (size_t file = 0; file < files_.size(); ++file) {
    const std::string path = fs::absolute(files_[file].path).string();
    arm_path(path, file);
    const std::string target = target_of(path);
    if (target != path) arm_path(target, file);
    if (is_folder(target)) arm_entry(target, "", file, false);
  }
  for (const Entry& old : before) {
    const bool used = std::any_of(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.watch == old.watch; });
    if (!used) ::inotify_rm_watch(descriptor_, old.watch);
  }
}

// Watches the folder of `path`, or the nearest above it that exists.
void FileWatch::arm_path(const std::string& path, size_t file) {
  constexpr int kAttempts = 3;  // the missing folder may appear meanwhile
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    fs::path child = path;
    while (!arm_entry(child.parent_path().string(), child.filename().string(), file,
                      child != fs::path(path))) {
      if (child.parent_path() == child) return;
      child = child.parent_path();
    }
    std::error_code none;
    if (child == fs::path(path) || !fs::exists(child, none)) return;
  }
}

// False where `folder` cannot be watched because it is not there or not to be read.
bool FileWatch::arm_entry(const std::string& folder, const std::string& name, size_t file,
                          bool leads) {
  const int watch = ::inotify_add_watch(descriptor_, folder.c_str(), kMask);
  if (watch < 0 && errno == ENOSPC)
    fail("{}: cannot be watched: fs.inotify.max_user_watches are in use", folder);
  if (watch < 0) return false;
  entries_.push_back({watch, name, file, leads});
  return true;
}

void FileWatch::touch_all() {
  for (File& file : files_) file.touched = std::max(file.touched, Touched::maybe);
}

// Takes one event; returns whether it concerns a file.
bool FileWatch::touch(int watch, const char* name, uint32_t mask) {
  bool concerns = false;
  for (const Entry& entry : entries_) {
    if (entry.watch != watch) continue;
    File& file = files_[entry.file];
    if ((mask & kFolderGone) != 0) {
      file.touched = std::max(file.touched, Touched::maybe);
    } else if (!entry.name.empty() && entry.name != name) {
      continue;
    } else if (entry.leads || made_whole(mask, file.path)) {
      file.touched = std::max(file.touched, Touched::maybe);
    } else if ((mask & kComplete) != 0) {
      file.touched = Touched::yes;
    } else {
      continue;
    }
    concerns = true;
  }
  return concerns;
}

// Takes all events that wait; returns whether one concerns a file.
bool FileWatch::read_events() {
  alignas(inotify_event) char buffer[4096];
  bool concerns = false;
  for (;;) {
    const ssize_t size = ::read(descriptor_, buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return concerns;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if ((event->mask & IN_Q_OVERFLOW) != 0) {
        touch_all();
        concerns = true;
      } else {
        concerns |= touch(event->wd, event->len > 0 ? event->name : "", event->mask);
      }
    }
  }
}

std::vector<std::string> FileWatch::changed() {
  if (!read_events()) return {};
  arm();
  std::vector<std::string> paths;
  for (File& file : files_) {
    const Touched touched = std::exchange(file.touched, Touched::no);
    if (touched == Touched::no) continue;
    const Stamp before = std::exchange(file.stamp, stamp_of(file.path));
    if (file.stamp == Stamp{}) continue;
    if (touched == Touched::yes || file.stamp != before) paths.push_back(file.path);
  }
  return paths;
}

}  // namespace sprint::watch
