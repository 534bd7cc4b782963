#include "watch/capture/game_window.h"

#include <algorithm>

namespace sprint::watch {
namespace {

struct KnownProgram {
  std::string_view window_class;  // in small letters
  std::string_view what;
};

constexpr std::string_view kBrowser = "a browser", kChat = "a chat program",
                           kPlayer = "a video player", kFiles = "a file manager",
                           kTerminal = "a terminal", kEditor = "an editor",
                           kRecorder = "a screen recorder";

// Programs whose titles are those of what they show, which may be about the game.
constexpr KnownProgram kPrograms[] = {
    {"brave-browser", kBrowser},
    {"chromium", kBrowser},
    {"chromium-browser", kBrowser},
    {"epiphany", kBrowser},
    {"org.gnome.epiphany", kBrowser},
    {"falkon", kBrowser},
    {"firefox", kBrowser},
    {"firefox-esr", kBrowser},
    {"google-chrome", kBrowser},
    {"konqueror", kBrowser},
    {"librewolf", kBrowser},
    {"microsoft-edge", kBrowser},
    {"midori", kBrowser},
    {"navigator", kBrowser},
    {"opera", kBrowser},
    {"qutebrowser", kBrowser},
    {"vivaldi-stable", kBrowser},
    {"discord", kChat},
    {"element", kChat},
    {"hexchat", kChat},
    {"mumble", kChat},
    {"signal", kChat},
    {"skype", kChat},
    {"slack", kChat},
    {"teamspeak", kChat},
    {"telegramdesktop", kChat},
    {"thunderbird", kChat},
    {"vesktop", kChat},
    {"celluloid", kPlayer},
    {"mpv", kPlayer},
    {"smplayer", kPlayer},
    {"totem", kPlayer},
    {"vlc", kPlayer},
    {"caja", kFiles},
    {"dolphin", kFiles},
    {"nautilus", kFiles},
    {"nemo", kFiles},
    {"org.gnome.nautilus", kFiles},
    {"pcmanfm", kFiles},
    {"thunar", kFiles},
    {"alacritty", kTerminal},
    {"gnome-terminal-server", kTerminal},
    {"kitty", kTerminal},
    {"konsole", kTerminal},
    {"org.gnome.terminal", kTerminal},
    {"uxterm", kTerminal},
    {"xfce4-terminal", kTerminal},
    {"xterm", kTerminal},
    {"code", kEditor},
    {"emacs", kEditor},
    {"gedit", kEditor},
    {"gvim", kEditor},
    {"kate", kEditor},
    {"libreoffice", kEditor},
    {"mousepad", kEditor},
    {"obs", kRecorder},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same_letter(char a, char b) { return lower(a) == lower(b); }

bool same_text(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, same_letter);
}

bool contains(std::string_view text, std::string_view part) {
  return part.empty() ||
         std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

bool has_class(const WindowNames& window, std::string_view name) {
  return same_text(window.window_class, name) || same_text(window.instance, name);
}

}  // namespace

GameRule game_rule(const Settings& settings) {
  if (settings.test_mode) return {settings.test_window_title};
  return {settings.game_window_title, settings.game_window_class};
}

std::string_view not_a_game(const WindowNames& window) {
  if (same_text(window.role, "browser")) return kBrowser;
  const auto* known = std::ranges::find_if(kPrograms, [&](const KnownProgram& program) {
    return has_class(window, program.window_class);
  });
  return known == std::end(kPrograms) ? std::string_view() : known->what;
}

Likeness likeness(const WindowNames& window, const GameRule& rule) {
  if (!contains(window.title, rule.title)) return Likeness::none;
  if (contains(window.title, kPageTitle)) return Likeness::page;
  if (!rule.window_class.empty())
    return has_class(window, rule.window_class) ? Likeness::game : Likeness::other_class;
  return not_a_game(window).empty() ? Likeness::game : Likeness::program;
}

bool same_program(const WindowNames& a, const WindowNames& b) {
  return same_text(a.window_class, b.window_class) && same_text(a.instance, b.instance);
}

}  // namespace sprint::watch
