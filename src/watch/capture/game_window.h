// Which window is the game's.
#pragma once

#include <string>
#include <string_view>

#include "watch/capture/window_names.h"
#include "watch/settings.h"

namespace sprint::watch {

// What the title of the watcher's page has, whatever else it says: see page/assets.
inline constexpr std::string_view kPageTitle = "Sprint Manager";

// Texts are compared with ASCII letters in any case.
struct GameRule {
  std::string title;              // part of the window's title
  std::string window_class = {};  // its class or instance; empty: none that not_a_game() knows

  friend bool operator==(const GameRule&, const GameRule&) = default;
};

// As the settings say; in test mode the title of the window that stands in for the game, of any
// class.
GameRule game_rule(const Settings& settings);

enum class Likeness {
  none,         // another title
  page,         // the title, but it shows the watcher's page
  program,      // the title, but of a program that is no game, and no class is asked for
  other_class,  // the title, but not the class that is asked for
  game,
};

Likeness likeness(const WindowNames& window, const GameRule& rule);

// What the program is whose window it is: "a browser", "a chat program"; empty where it may be a
// game. Browsers say so in their role; others are known by their class.
std::string_view not_a_game(const WindowNames& window);

// Whether two windows are of one program, by their class.
bool same_program(const WindowNames& a, const WindowNames& b);

}  // namespace sprint::watch
