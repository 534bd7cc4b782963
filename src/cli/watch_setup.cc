#include "cli/watch_setup.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/printable.h"
#include "data/encode_png.h"
#include "watch/capture/find_window.h"
#include "watch/parts.h"

namespace sprint::cli {

void write_new_settings(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored))
    fail_usage("{}: is there already; remove it, or name another file", path);
  write_file(path, watch::settings_text({}));
  fmt::print("{}: edit game_window_title and what you want otherwise\n", path);
}

void print_windows() {
  const watch::X11Connection connection("");
  fmt::print("{:>5} x {:<5} {:<24} {}\n", "width", "height", "class", "title");
  for (const watch::WindowInfo& window : watch::list_windows(connection).windows) {
    const watch::WindowNames& names = window.names;
    fmt::print("{:>5} x {:<6} {:<24} {}\n", window.width, window.height,
               names.window_class.empty() ? "-" : printable(names.window_class, 60),
               printable(names.title, 100));
  }
}

void save_window(const std::string& settings_path, const std::string& path) {
  const Image image =
      watch::window_picture({settings_path}, watch::load_settings(settings_path).settings);
  const std::vector<uint8_t> png = data::encode_png(image);
  write_file(path, {reinterpret_cast<const char*>(png.data()), png.size()});
  fmt::print("{}: {} x {} pixels\n", path, image.width, image.height);
}

}  // namespace sprint::cli
