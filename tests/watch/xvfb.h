// An X server without a screen, for tests that need windows.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

namespace sprint::tests {

inline constexpr const char* kXvfb = "/usr/bin/Xvfb";
inline constexpr const char* kNoXvfb = "Xvfb is not installed; scripts/setup --tests installs it";

inline bool has_xvfb() { return ::access(kXvfb, X_OK) == 0; }

// Starts Xvfb on a display that no other process of these tests takes, with a screen of 1024x768
// pixels of 24 bits; ends it at the end of its life, and with the process. (Servers that look for a
// free display by themselves at the same time may find the same one.)
class Xvfb {
 public:
  explicit Xvfb(std::vector<std::string> options = {}) : options_(std::move(options)) {
    constexpr int kAttempts = 8;  // should a display be taken
    for (int i = 0; i < kAttempts && !started(); ++i) {
      display_ = ":" + std::to_string(next_display());
      start();
    }
    EXPECT_TRUE(started()) << "Xvfb does not start on " << display_;
  }
  ~Xvfb() { stop(); }
  Xvfb(const Xvfb&) = delete;
  Xvfb& operator=(const Xvfb&) = delete;

  // ":7"
  const std::string& display() const { return display_; }

  void kill() { end_by(SIGKILL); }
  void stop() { end_by(SIGTERM); }

  // On the display of before.
  void restart() {
    stop();
    start();
    EXPECT_TRUE(started()) << "Xvfb does not start on " << display_;
  }

 private:
  static int next_display() {
    constexpr int kFirst = 1000, kCount = 50000, kEach = 16;
    static int count = 0;
    return kFirst + (::getpid() * kEach + count++) % kCount;
  }

  bool started() const { return process_ > 0; }

  // Waits until the server takes connections or has ended.
  void start() {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) become_server(parent, ready);
    ::close(ready[1]);
    const bool takes_connections = read_line(ready[0]);
    ::close(ready[0]);
    if (!takes_connections) stop();
  }

  [[noreturn]] void become_server(pid_t parent, const int* ready) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
    std::vector<std::string> words{kXvfb, display_};
    for (const char* word :
         {"-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset", "-displayfd"}) {
      words.emplace_back(word);
    }
    words.push_back(std::to_string(ready[1]));
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(kXvfb, pointers.data());
    ::_exit(127);
  }

  // Whether the server writes its line within a minute, as it does once it takes connections.
  static bool read_line(int descriptor) {
    char c = 0;
    pollfd waiting{descriptor, POLLIN, 0};
    while (::poll(&waiting, 1, 60000) > 0 && ::read(descriptor, &c, 1) == 1) {
      if (c == '\n') return true;
    }
    return false;
  }

  void end_by(int signal) {
    if (process_ <= 0) return;
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }

  std::vector<std::string> options_;
  std::string display_;
  pid_t process_ = -1;
};

}  // namespace sprint::tests
