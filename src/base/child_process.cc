#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/spawn.h"

namespace sprint {
namespace {

class Descriptor {
 public:
  Descriptor(int number, const char* what) : number_(number) {
    if (number < 0) fail("cannot open {}: {}", what, std::strerror(errno));
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// A nameless file in memory. The child's streams are such files, so neither side ever waits for the
// other to read or write.
class MemoryFile : public Descriptor {
 public:
  explicit MemoryFile(const char* name)
      : Descriptor(::memfd_create(name, MFD_CLOEXEC), "a file in memory") {}

  void fill(std::string_view text) const {
    for (size_t done = 0; done < text.size();) {
      const ssize_t wrote =
          ::pwrite(number(), text.data() + done, text.size() - done, static_cast<off_t>(done));
      if (wrote < 0 && errno != EINTR) fail("a file in memory: {}", std::strerror(errno));
      if (wrote > 0) done += static_cast<size_t>(wrote);
    }
  }

  std::string read() const {
    std::string text;
    char buffer[1 << 14];
    for (;;) {
      const ssize_t got =
          ::pread(number(), buffer, sizeof(buffer), static_cast<off_t>(text.size()));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return text;
      text.append(buffer, static_cast<size_t>(got));
    }
  }
};

// A process that was started; killed and reaped at the latest with this object.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  ~Child() {
    if (reaped_) return;
    kill();
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill() const { ::kill(process_, SIGKILL); }

  // Waits for the end; returns the status that waitpid gives.
  int wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    return status;
  }

  // Whether it ends within that time.
  bool ends_within(std::chrono::milliseconds time) const {
    using std::chrono::steady_clock;
    const Descriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)),
                                "a process");
    const auto deadline = steady_clock::now() + time;
    for (;;) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
      pollfd waiting{descriptor.number(), POLLIN, 0};
      const int ready =
          ::poll(&waiting, 1, static_cast<int>(std::clamp<int64_t>(left, 0, INT_MAX)));
      if (ready > 0) return true;
      if (ready == 0) return false;
      if (errno != EINTR) fail("cannot wait for a process: {}", std::strerror(errno));
    }
  }

 private:
  pid_t process_;
  bool reaped_ = false;
};

}  // namespace

ChildResult run_child(const ChildCommand& command) {
  const MemoryFile input("input"), output("output"), error("error");
  input.fill(command.input);
  Child child(spawn(command.arguments, environment_with(command.environment),
                    SpawnStreams(input.number(), output.number(), error.number()),
                    SpawnAttributes()));
  ChildResult result;
  if (command.timeout.count() > 0 && !child.ends_within(command.timeout)) {
    result.timed_out = true;
    child.kill();
  }
  const int status = child.wait();
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  result.output = output.read();
  result.error = error.read();
  return result;
}

void die_with_parent(int parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(128 + SIGKILL);
}

std::string signal_text(int number) {
  const char* name = sigabbrev_np(number);
  const char* meaning = sigdescr_np(number);
  return fmt::format("SIG{} ({})", name == nullptr ? std::to_string(number) : name,
                     meaning == nullptr ? "unknown" : meaning);
}

}  // namespace sprint
