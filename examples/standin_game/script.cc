#include "script.h"

#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "options.h"

namespace standin_game {
namespace {

constexpr std::pair<std::string_view, Verb> kVerbs[] = {
    {"move", Verb::move},       {"resize", Verb::resize},   {"minimise", Verb::minimise},
    {"restore", Verb::restore}, {"cover", Verb::cover},     {"uncover", Verb::uncover},
    {"focus", Verb::focus},     {"unfocus", Verb::unfocus}, {"title", Verb::title},
    {"sprint", Verb::sprint},   {"close", Verb::close},     {"open", Verb::open},
    {"quit", Verb::quit},
};

Verb parse_verb(const std::string& where, const std::string& word) {
  for (const auto& [name, verb] : kVerbs) {
    if (name == word) return verb;
  }
  throw UsageError(where + ": there is no command '" + word + "'");
}

Command parse_line(const std::string& where, const std::string& line) {
  std::istringstream words(line);
  std::string seconds, verb, rest;
  words >> seconds >> verb >> std::ws;
  std::getline(words, rest);
  Command command;
  command.at = parse_numbers(where, seconds, ' ', 1)[0];
  command.verb = parse_verb(where, verb);
  if (command.verb == Verb::move || command.verb == Verb::resize) {
    const std::vector<double> numbers = parse_numbers(where + ": " + verb, rest, ' ', 2);
    command.first = static_cast<int>(numbers[0]);
    command.second = static_cast<int>(numbers[1]);
    if (command.verb == Verb::resize && (command.first < 1 || command.second < 1)) {
      throw UsageError(where + ": resize takes sides of 1 pixel and more");
    }
  } else if (command.verb == Verb::title) {
    command.text = rest;
  } else if (!rest.empty()) {
    throw UsageError(where + ": " + verb + " takes nothing, not '" + rest + "'");
  }
  return command;
}

}  // namespace

std::deque<Command> load_script(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw UsageError("cannot read the script " + path.string());
  std::deque<Command> commands;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string where = path.string() + ":" + std::to_string(++number);
    if (line.empty() || line[0] == '#') continue;
    commands.push_back(parse_line(where, line));
    if (commands.size() > 1 && commands.back().at < commands[commands.size() - 2].at) {
      throw UsageError(where + ": lies before the command above it");
    }
  }
  return commands;
}

}  // namespace standin_game
