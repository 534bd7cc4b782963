#include "watch/act/command.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/child_process.h"
#include "base/error.h"
#include "base/spawn.h"

namespace sprint::watch {
namespace {

// Nothing where it ended as it should.
std::string failure_of(int status) {
  if (WIFSIGNALED(status)) return signal_text(WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == 0 ? "" : fmt::format("exit code {}", code);
}

}  // namespace

ChangeCommand::~ChangeCommand() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string ChangeCommand::run(const std::string& command, State state, double confidence) {
  if (descriptor_ < 0) reap();  // one whose end could not be seen
  if (process_ < 0) return start({command, state, confidence});
  next_ = Call{command, state, confidence};
  return "";
}

std::string ChangeCommand::reap() {
  if (process_ < 0) return "";
  int status = 0;
  const pid_t ended = ::waitpid(process_, &status, WNOHANG);
  if (ended == 0) return "";
  std::string failure = ended < 0 ? std::strerror(errno) : failure_of(status);
  ::close(descriptor_);
  descriptor_ = -1;
  process_ = -1;
  if (!next_) return failure;
  const std::string next = start(*std::exchange(next_, std::nullopt));
  return failure.empty() || next.empty() ? failure + next : failure + "; " + next;
}

std::string ChangeCommand::start(const Call& call) {
  try {
    process_ = spawn({"/bin/sh", "-c", call.command},
                     environment_with({fmt::format("SPRINT_STATE={}", state_name(call.state)),
                                       fmt::format("SPRINT_CONFIDENCE={:.3f}", call.confidence)}),
                     SpawnStreams("/dev/null", STDERR_FILENO, STDERR_FILENO),
                     SpawnAttributes(POSIX_SPAWN_SETSID));
  } catch (const Error& error) {
    return error.what();
  }
  descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  return descriptor_ < 0 ? fmt::format("its end cannot be seen: {}", std::strerror(errno)) : "";
}

}  // namespace sprint::watch
