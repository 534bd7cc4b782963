// What happens to the game, and when.
#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <vector>

namespace standin_game {

enum class Verb {
  move,
  resize,
  minimise,
  restore,
  cover,
  uncover,
  focus,
  unfocus,
  title,
  sprint,  // switches it, as the key does
  close,
  open,
  quit,
};

struct Command {
  double at = 0;  // seconds from the start
  Verb verb = Verb::quit;
  int first = 0, second = 0;  // of move and resize
  std::string text;           // of title
};

// Lines of SECONDS COMMAND in the order of time; empty ones and those that start with # are
// comments. Throws UsageError naming the file and line.
std::deque<Command> load_script(const std::filesystem::path& path);

}  // namespace standin_game
