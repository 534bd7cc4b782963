// standin_game: a game to watch, with the truth written down.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "game.h"
#include "options.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    const standin_game::Options options = standin_game::parse_options(arguments);
    if (options.help) {
      std::fputs(standin_game::kUsage, stdout);
      return 0;
    }
    standin_game::Game(options).play();
  } catch (const standin_game::UsageError& error) {
    std::fprintf(stderr, "standin_game: %s\n%s", error.what(), standin_game::kUsage);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "standin_game: %s\n", error.what());
    return 1;
  }
  return 0;
}
