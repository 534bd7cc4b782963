// `sprint watch` and the stand-in game as processes beside the test.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/spawn.h"
#include "tests/support/json_lines.h"
#include "watch/descriptor.h"

namespace sprint::tests {

inline const std::string kStandinGame =
    std::filesystem::path(SPRINT_BINARY).parent_path().string() +
    "/examples/standin_game/standin_game";

// Waits until `holds`, at most for a minute; whether it does.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

// Whether a server has come up at `path`: a socket has its file before it takes connections.
inline bool accepts_connections(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool accepted =
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return accepted;
}

// A program that runs beside the test, with its output in files; killed at the end of its life.
class Process {
 public:
  Process(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
          std::string output, std::string error)
      : output_(std::move(output)), error_(std::move(error)) {
    const watch::Descriptor out = create(output_), err = create(error_);
    id_ = spawn(arguments, environment_with(environment),
                SpawnStreams("/dev/null", out.number(), err.number()), SpawnAttributes());
  }
  ~Process() { end(SIGKILL); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int id() const { return id_; }
  // Its resident memory.
  int64_t resident_bytes() const {
    std::ifstream pages("/proc/" + std::to_string(id_) + "/statm");
    int64_t total = 0, resident = 0;
    pages >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
  }
  std::string output() const { return read_text(output_); }
  std::string error() const { return read_text(error_); }

  // The exit code, or minus the signal, after `signal` (0: none); what it was where it has ended.
  int end(int signal) {
    if (status_) return *status_;
    int status = 0;
    if (signal != 0) ::kill(id_, signal);
    ::waitpid(id_, &status, 0);
    status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return *status_;
  }
  bool running() {
    int status = 0;
    if (status_ || ::waitpid(id_, &status, WNOHANG) == 0) return !status_;
    status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return false;
  }

 private:
  static watch::Descriptor create(const std::string& path) {
    return watch::Descriptor(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
  }

  std::string output_, error_;
  int id_ = -1;
  std::optional<int> status_;
};

}  // namespace sprint::tests
