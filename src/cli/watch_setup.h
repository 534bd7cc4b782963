// What helps a user to write the settings of a watcher.
#pragma once

#include <string>

namespace sprint::cli {

// Writes a settings file with every key, its meaning, limits and default; where `window` is not
// empty, with that part of a title and the class of the open window that has it. Throws Error where
// there is such a file already, and where no window has the title or those of several programs.
void write_new_settings(const std::string& path, const std::string& window);

// Prints size and title of every window on the display.
void print_windows();

// Writes the window that the settings at `settings_path` mean, all of it, to the PNG file `path`.
// Throws Error saying why there is no picture.
void save_window(const std::string& settings_path, const std::string& path);

}  // namespace sprint::cli
