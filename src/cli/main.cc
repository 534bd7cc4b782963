// The sprint binary: finds the command, runs it, turns errors into one line and an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/edit_distance.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/crash_line.h"
#include "cli/interrupt.h"
#include "cli/standard_output.h"

namespace sprint::cli {
namespace {

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return kUsage;
    case ErrorCode::bad_input:
      return kBadInput;
    case ErrorCode::internal:
      break;
  }
  return kInternalError;
}

// A first word that is no command gets the one it resembles; CLI11 would only say that one is
// missing.
void check_command(int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') return;
  const std::string_view given = argv[1];
  const std::vector<Command>& known = commands();
  const auto is_given = [&](const Command& command) { return given == command.name; };
  if (std::ranges::any_of(known, is_given)) return;
  const auto distance = [&](const Command& command) {
    return command.hidden ? SIZE_MAX : edit_distance(given, command.name);
  };
  fail_usage("'{}' is no command; did you mean '{}'? sprint --help lists them", given,
             std::ranges::min_element(known, {}, distance)->name);
}

// The first option given to `app` that it does not have, with the one that it resembles; empty:
// none.
std::string unknown_option(const CLI::App& app) {
  for (const std::string& given : app.remaining()) {
    if (!given.starts_with("-")) continue;
    std::string nearest;
    for (const CLI::Option* option : app.get_options()) {
      const std::string name = "--" + option->get_single_name();
      if (option->get_lnames().empty()) continue;
      if (nearest.empty() || edit_distance(given, name) < edit_distance(given, nearest))
        nearest = name;
    }
    return fmt::format("{} is no option; did you mean {}?", given, nearest);
  }
  return "";
}

// One line: what is wrong with the command that was given, and where its options are listed.
void explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::string unknown = unknown_option(command);
  const std::string name = given.empty() ? "sprint" : "sprint " + command.get_name();
  print_error(fmt::format("{}: {}; {} --help lists what it takes", name,
                          given.empty()     ? "a command is required"
                          : unknown.empty() ? error.what()
                                            : unknown,
                          name));
}

int run(int argc, char** argv) {
  check_command(argc, argv);
  CLI::App app{"Makes trained ONNX models small and fast, and proves it.", "sprint"};
  app.set_version_flag("--version", "sprint " SPRINT_VERSION);
  app.require_subcommand(1);
  std::function<int()> chosen;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    if (command.hidden) sub->group("");
    // The first word is the command (check_command): nobody will see the options of others.
    if (argc < 2 || std::string_view(argv[1]) != command.name) continue;
    sub->footer(fmt::format("Example:\n  {}", command.example));
    sub->callback([&chosen, run_command = command.declare(*sub)] { chosen = run_command; });
    // Who started a hidden command, a worker, looks at the signal.
    if (!command.hidden) tell_of_crashes();
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    explain(app, error);
    return kUsage;
  }
  return chosen();
}

// A print that failed threw in fmt, but only the end of standard output tells that it was there.
int run_and_print(int argc, char** argv) {
  try {
    const int code = run(argc, argv);
    finish_standard_output();
    return code;
  } catch (const std::system_error&) {
    finish_standard_output();
    throw;
  }
}

}  // namespace
}  // namespace sprint::cli

int main(int argc, char** argv) {
  try {
    sprint::cli::prepare_standard_streams();
    sprint::cli::clean_up_on_interrupt();
    return sprint::cli::run_and_print(argc, argv);
  } catch (const sprint::Error& error) {
    sprint::cli::print_error(fmt::format("sprint: {}", error.what()));
    return sprint::cli::exit_code(error.code());
  } catch (const std::bad_alloc&) {
    sprint::cli::print_error("sprint: out of memory");
    return sprint::cli::kBadInput;
  } catch (const std::exception& error) {
    sprint::cli::print_error(fmt::format("sprint: internal error: {}", error.what()));
    return sprint::cli::kInternalError;
  }
}
