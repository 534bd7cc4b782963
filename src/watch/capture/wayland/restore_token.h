// What the portal gives so that the user need not choose the window again.
#pragma once

#include <string>

namespace sprint::watch {

// The file that keeps the token of one choice: for these settings and this part of a window's
// title, in the folder sprint of $XDG_STATE_HOME, or of ~/.local/state. Empty where there is
// neither.
std::string restore_token_path(const std::string& settings_path, const std::string& title);

// Empty where there is none.
std::string load_restore_token(const std::string& path);

// For this user's eyes only; an empty token removes the file. Throws Error naming the file where it
// cannot be written.
void save_restore_token(const std::string& path, const std::string& token);

}  // namespace sprint::watch
