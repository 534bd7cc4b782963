// Runs the user's command when the state changed.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "watch/decide/hysteresis.h"

namespace sprint::watch {

// Runs shell commands one at a time, each in a session of its own, and waits for none. A command
// that runs when this object ends goes on.
class ChangeCommand {
 public:
  ChangeCommand() = default;
  ~ChangeCommand();
  ChangeCommand(const ChangeCommand&) = delete;
  ChangeCommand& operator=(const ChangeCommand&) = delete;

  // Runs `command` through /bin/sh with SPRINT_STATE (state_name) and SPRINT_CONFIDENCE ("0.987")
  // in its environment, nothing on its standard input, and its output on standard error. Where one
  // runs still, this one is next, instead of one that was to be next. Returns why it cannot be
  // started, or nothing.
  std::string run(const std::string& command, State state, double confidence);

  // Readable when the running command ended: call reap() then. -1 while none runs.
  int descriptor() const { return descriptor_; }

  // Takes note of the end of a command, if it ended, and starts the next one. Does not wait.
  // Returns what went wrong, such as "exit code 3" or "SIGKILL (Killed)", or nothing.
  std::string reap();

 private:
  struct Call {
    std::string command;
    State state;
    double confidence;
  };

  std::string start(const Call& call);

  pid_t process_ = -1;
  int descriptor_ = -1;  // a pidfd
  std::optional<Call> next_;
};

}  // namespace sprint::watch
