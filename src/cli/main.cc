// The sprint binary: finds the command, runs it, turns errors into one line and an exit code.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "sprint/error.h"

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

int run(int argc, char** argv) {
  CLI::App app{"Makes trained ONNX models small and fast, and proves it.", "sprint"};
  app.set_version_flag("--version", "sprint " SPRINT_VERSION);
  app.require_subcommand(1);
  std::function<int()> chosen;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    if (command.hidden) sub->group("");
    sub->footer(fmt::format("Example:\n  {}", command.example));
    sub->callback([&chosen, run_command = command.declare(*sub)] { chosen = run_command; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return chosen();
}

}  // namespace
}  // namespace sprint::cli

int main(int argc, char** argv) {
  sprint::cli::clean_up_on_interrupt();
  try {
    return sprint::cli::run(argc, argv);
  } catch (const sprint::Error& error) {
    fmt::print(stderr, "sprint: {}\n", error.what());
    return sprint::cli::exit_code(error.code());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "sprint: out of memory\n");
    return sprint::cli::kBadInput;
  } catch (const std::exception& error) {
    fmt::print(stderr, "sprint: internal error: {}\n", error.what());
    return sprint::cli::kInternalError;
  }
}
