#include "cli/watch_setup.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/printable.h"
#include "cli/standard_output.h"
#include "data/encode_png.h"
#include "watch/capture/find_window.h"
#include "watch/parts.h"

namespace sprint::cli {

namespace {

// Of the window that is open now and may be the game's.
std::string class_of_window(const std::string& title) {
  const watch::X11Connection connection("");
  const watch::WindowList list = watch::list_windows(connection);
  const watch::FoundWindow found = watch::find_window(list.windows, {title}, XCB_NONE);
  if (found.window == nullptr) {
    const bool others = !found.passed_over.empty();
    fail_usage("--window: no window whose title has '{}'{}; sprint watch --windows lists them",
               title, others ? " may be the game's" : "");
  }
  if (!found.of_one_program())
    fail_usage(
        "--window: windows of several programs have '{}' in their titles; give more of the "
        "game's title, or close the others",
        title);
  return found.window->names.window_class;
}

}  // namespace

void write_new_settings(const std::string& path, const std::string& window) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored))
    fail_usage("{}: is there already; remove it, or name another file", path);
  watch::Settings settings;
  if (!window.empty()) {
    settings.game_window_title = window;
    settings.game_window_class = class_of_window(window);
  }
  write_file(path, watch::settings_text(settings));
  print_line(fmt::format("{}: edit {} and what you want otherwise", path,
                         window.empty() ? "game_window_title, game_window_class" : "the region"));
}

void print_windows() {
  const watch::X11Connection connection("");
  print_line(fmt::format("{:>5} x {:<5} {:<24} {}", "width", "height", "class", "title"));
  for (const watch::WindowInfo& window : watch::list_windows(connection).windows) {
    const watch::WindowNames& names = window.names;
    print_line(fmt::format("{:>5} x {:<6} {:<24} {}", window.width, window.height,
                           names.window_class.empty() ? "-" : printable(names.window_class, 60),
                           printable(names.title, 100)));
  }
}

void save_window(const std::string& settings_path, const std::string& path) {
  const Image image =
      watch::window_picture({settings_path}, watch::load_settings(settings_path).settings);
  const std::vector<uint8_t> png = data::encode_png(image);
  write_file(path, {reinterpret_cast<const char*>(png.data()), png.size()});
  print_line(fmt::format("{}: {} x {} pixels", path, image.width, image.height));
}

}  // namespace sprint::cli
