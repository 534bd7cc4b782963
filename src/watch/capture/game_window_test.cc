#include "watch/capture/game_window.h"

#include <gtest/gtest.h>

namespace sprint::watch {
namespace {

WindowNames window(std::string title, std::string name = {}, std::string role = {}) {
  return {.title = std::move(title), .instance = name, .window_class = name, .role = role};
}

TEST(GameWindow, HasTheTitleInAnyCase) {
  const GameRule rule{"camelot"};
  EXPECT_EQ(likeness(window("Dark Age of Camelot"), rule), Likeness::game);
  EXPECT_EQ(likeness(window("Dark Age of Camelot", "game.exe"), rule), Likeness::game);
  EXPECT_EQ(likeness(window("Dark Age"), rule), Likeness::none);
}

TEST(GameWindow, IsNoProgramThatShowsThingsAboutTheGame) {
  const GameRule rule{"camelot"};
  for (const char* name : {"Firefox", "Chromium", "discord", "mpv", "Org.gnome.Nautilus", "Code"})
    EXPECT_EQ(likeness(window("Camelot", name), rule), Likeness::program) << name;
  EXPECT_EQ(likeness(window("Camelot", "unheard-of", "browser"), rule), Likeness::program);
  EXPECT_EQ(not_a_game(window("Camelot", "unheard-of", "browser")), "a browser");
}

TEST(GameWindow, IsWhatTheUserSays) {
  const GameRule rule{"camelot", "chromium"};
  EXPECT_EQ(likeness(window("Camelot", "Chromium", "browser"), rule), Likeness::game);
  EXPECT_EQ(likeness(window("Camelot", "Wine"), rule), Likeness::other_class);
  EXPECT_EQ(likeness(window("Camelot"), rule), Likeness::other_class);
}

TEST(GameWindow, IsNeverTheWatchersPage) {
  const WindowNames page = window("Sprint Manager – on - Camelot", "Chromium", "browser");
  EXPECT_EQ(likeness(page, {"camelot", "chromium"}), Likeness::page);
  EXPECT_EQ(likeness(page, {"sprint"}), Likeness::page);
}

TEST(GameWindow, IsOfAnyClassInTestMode) {
  Settings settings;
  settings.game_window_class = "Wine";
  EXPECT_EQ(game_rule(settings), (GameRule{"Dark Age of Camelot", "Wine"}));
  settings.test_mode = true;
  EXPECT_EQ(game_rule(settings), (GameRule{"Sprint Test Window", ""}));
}

}  // namespace
}  // namespace sprint::watch
