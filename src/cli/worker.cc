// The hidden command that runs a model in a process of its own; see session/worker.h.
#include "session/worker.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "base/error.h"
#include "cli/command.h"

namespace sprint::cli {
namespace {

// Takes standard output for the answer alone: what a runtime prints there goes to standard error.
int claim_output() {
  const int output = ::dup(STDOUT_FILENO);
  if (output < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    fail_internal("the worker has no standard output");
  return output;
}

int run() {
  const int output = claim_output();
  const std::string message{std::istreambuf_iterator<char>(std::cin), {}};
  const std::string answer = session::answer_worker_task(message);
  if (::write(output, answer.data(), answer.size()) != static_cast<ssize_t>(answer.size()))
    fail_internal("the worker cannot write its answer");
  return kDone;
}

std::function<int()> declare(CLI::App&) { return run; }

}  // namespace

Command worker_command() {
  return {"worker", "Runs a model in a process of its own, for other commands", "sprint worker",
          declare, true};
}

}  // namespace sprint::cli
