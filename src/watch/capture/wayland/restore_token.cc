#include "watch/capture/wayland/restore_token.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/content_hash.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

// The XDG base directory specification: a relative path does not count.
fs::path state_folder() {
  const auto absolute = [](const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? fs::path(value) : fs::path();
  };
  if (fs::path state = absolute("XDG_STATE_HOME"); !state.empty()) return state / "sprint";
  const fs::path home = absolute("HOME");
  return home.empty() ? home : home / ".local" / "state" / "sprint";
}

}  // namespace

std::string restore_token_path(const std::string& settings_path, const std::string& title) {
  const fs::path folder = state_folder();
  if (folder.empty()) return {};
  std::error_code ignored;
  const std::string path = fs::weakly_canonical(settings_path, ignored).string();
  return folder /
         fmt::format("window-{:016x}", data::content_hash(title, data::content_hash(path)));
}

std::string load_restore_token(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void save_restore_token(const std::string& path, const std::string& token) {
  std::error_code error;
  if (token.empty()) {
    fs::remove(path, error);
    return;
  }
  fs::create_directories(fs::path(path).parent_path(), error);
  AtomicFile file(path);
  ::chmod(file.temporary_path().c_str(), S_IRUSR | S_IWUSR);
  file.write(token);
  file.commit();
}

}  // namespace sprint::watch
