// Runs the sprint binary as a user would.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/child_process.h"

namespace sprint::tests {

// `sprint ARGUMENTS...`, with variables (NAME=VALUE) added to the environment; killed after ten
// minutes, which only a hung one takes.
inline ChildResult run_sprint(const std::vector<std::string>& arguments,
                              std::vector<std::string> environment = {}) {
  ChildCommand command;
  command.arguments = {SPRINT_BINARY};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.environment = std::move(environment);
  command.timeout = std::chrono::minutes(10);
  return run_child(command);
}

}  // namespace sprint::tests
