// What helps a user to write the settings of a watcher.
#pragma once

#include <string>

namespace sprint::cli {

// Writes a settings file with every key, its meaning, limits and default. Throws Error where there
// is such a file already.
void write_new_settings(const std::string& path);

// Prints size and title of every window on the display.
void print_windows();

// Writes the window that the settings at `settings_path` mean, all of it, to the PNG file `path`.
// Throws Error saying why there is no picture.
void save_window(const std::string& settings_path, const std::string& path);

}  // namespace sprint::cli
