#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
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

std::string_view name_of(std::string_view setting) { return setting.substr(0, setting.find('=')); }

// This process's environment with `changes` in place of the variables of the same name.
std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  std::vector<std::string> all = changes;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    bool changed = false;
    for (const std::string& change : changes) changed |= name_of(change) == name_of(*setting);
    if (!changed) all.emplace_back(*setting);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> all;
  all.reserve(strings.size() + 1);
  for (std::string& text : strings) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// Attributes that give the child an empty signal mask and default actions.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes_, &set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&set, number);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

class SpawnStreams {
 public:
  SpawnStreams(const MemoryFile& input, const MemoryFile& output, const MemoryFile& error) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output.number(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, error.number(), STDERR_FILENO);
  }
  ~SpawnStreams() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnStreams(const SpawnStreams&) = delete;
  SpawnStreams& operator=(const SpawnStreams&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

pid_t start(const ChildCommand& command, const SpawnStreams& streams) {
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = environment_with(command.environment);
  const SpawnAttributes attributes;
  pid_t process = -1;
  const int failure = posix_spawn(&process, arguments[0].c_str(), streams.get(), attributes.get(),
                                  pointers(arguments).data(), pointers(environment).data());
  if (failure != 0) fail("{}: cannot be run: {}", arguments[0], std::strerror(failure));
  return process;
}

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
  Child child(start(command, SpawnStreams(input, output, error)));
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
