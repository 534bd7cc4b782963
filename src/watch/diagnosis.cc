#include "watch/diagnosis.h"

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/cpu.h"
#include "base/error.h"
#include "base/isa.h"
#include "watch/capture/find_window.h"
#include "watch/capture/x11_connection.h"
#include "watch/metrics/formats.h"
#include "watch/parts.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using Secrets = std::vector<std::pair<std::string, std::string>>;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "not set" : value;
}

std::string system_text() {
  utsname system{};
  ::uname(&system);
  const double memory = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
                        static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e9;
  return fmt::format(
      "sprint {}, kernels for {}\n{} {} on {}\n{}, {} cores, {:.1f} GB\nsession type: {}\n",
      SPRINT_VERSION, isa_name(selected_isa()), system.sysname, system.release, system.machine,
      cpu_model(), std::thread::hardware_concurrency(), memory, environment("XDG_SESSION_TYPE"));
}

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string display_text(const std::string& display, const Settings& settings) {
  try {
    const X11Connection connection(display);
    const xcb_setup_t& setup = connection.setup();
    const std::string vendor(xcb_setup_vendor(&setup),
                             static_cast<size_t>(xcb_setup_vendor_length(&setup)));
    const WindowList list = list_windows(connection);
    const FoundWindow found = find_window(list.windows, game_rule(settings), XCB_NONE);
    const std::string window =
        found.window == nullptr
            ? "none"
            : fmt::format("{} x {} pixels, viewable: {}, focused: {}", found.window->width,
                          found.window->height, yes_or_no(found.window->viewable),
                          yes_or_no(found.window->focused));
    return fmt::format(
        "{}, release {}\nscreen: {} x {}, {} bits\nshared memory: {}, Composite: {}, XTEST: {}\n"
        "windows are listed by a window manager: {}\nwindows with titles: {}, with '{}': {}\n"
        "windows with it that are not the game's: {}\n"
        "the window: {}\n",
        vendor, setup.release_number, connection.screen().width_in_pixels,
        connection.screen().height_in_pixels, connection.screen().root_depth,
        yes_or_no(connection.has_shared_memory()), yes_or_no(connection.has_composite()),
        yes_or_no(connection.has_test()), yes_or_no(list.managed), list.windows.size(),
        game_rule(settings).title, found.alike.size(), found.passed_over.size(), window);
  } catch (const Error& error) {
    return fmt::format("{}\n", error.what());
  }
}

// Titles may hold the name of a character, and a command whatever the user put in it.
Secrets titles_of(const std::string& display) {
  Secrets titles;
  try {
    const X11Connection connection(display);
    for (const WindowInfo& window : list_windows(connection).windows)
      titles.emplace_back(window.names.title, "TITLE");
  } catch (const Error&) {  // no server, no titles
  }
  return titles;
}

Secrets secrets_of(const Diagnosis& diagnosis) {
  Secrets secrets = titles_of(diagnosis.display);
  secrets.emplace_back(diagnosis.window_title, "TITLE");
  secrets.emplace_back(json_quoted(diagnosis.settings.on_change_command), "\"COMMAND\"");
  utsname system{};
  ::uname(&system);
  const passwd* user = ::getpwuid(::getuid());
  if (user != nullptr) {
    secrets.emplace_back(user->pw_dir, "HOME");
    secrets.emplace_back(user->pw_name, "USER");
  }
  secrets.emplace_back(system.nodename, "MACHINE");
  return secrets;
}

std::string section(const std::string& title, const std::string& text) {
  return fmt::format("== {}\n{}\n", title, text);
}

}  // namespace

std::string without(std::string text, const Secrets& secrets) {
  constexpr size_t kShortest = 3;
  for (const auto& [secret, name] : secrets) {
    if (secret.size() < kShortest) continue;
    for (size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += name.size())
      text.replace(at, secret.size(), name);
  }
  return text;
}

std::string diagnosis_text(const Diagnosis& diagnosis) {
  const std::string text =
      section("system", system_text()) +
      section("X server", display_text(diagnosis.display, diagnosis.settings)) +
      section("settings", settings_text(diagnosis.settings)) +
      section("figures", metrics_json(diagnosis.metrics)) + section("log", diagnosis.log);
  return without(text, secrets_of(diagnosis));
}

}  // namespace sprint::watch
