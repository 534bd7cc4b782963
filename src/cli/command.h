// A sub-command of the sprint binary.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

namespace sprint::cli {

// Exit codes of the command contract.
enum ExitCode { kDone = 0, kInternalError = 1, kUsage = 2, kBadInput = 3, kNotAccepted = 4 };

struct Command {
  const char* name;
  const char* summary;  // one line
  const char* example;  // shown at the end of --help
  // Declares the options of the command on its sub-command; returns what runs it and gives the exit
  // code. The returned function throws sprint::Error.
  std::function<int()> (*declare)(CLI::App& app);
  bool hidden = false;  // not for people: left out of --help, the man page and the completions
};

// Every command, in the order of the flow; commands.cc.
const std::vector<Command>& commands();

}  // namespace sprint::cli
