#include "cli/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "base/error.h"
#include "base/printable.h"

namespace sprint::cli {
namespace {

constexpr size_t kLongestLine = 4000;  // bytes

// The lowest free number is the one that open gives.
void open_if_closed(int descriptor, int access) {
  if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) return;
  if (::open("/dev/null", access) != descriptor)
    fail_internal("/dev/null: cannot be opened as descriptor {}", descriptor);
}

// A handler is forgotten by exec, where SIG_IGN is not.
void survive(int signal) {
  std::signal(signal, [](int) {});
}

[[noreturn]] void fail_to_print(int error) {
  fail("standard output: cannot be written: {}",
       error == 0 ? "an earlier write failed" : std::strerror(error));
}

}  // namespace

void prepare_standard_streams() {
  open_if_closed(STDIN_FILENO, O_RDONLY);
  open_if_closed(STDOUT_FILENO, O_RDONLY);
  open_if_closed(STDERR_FILENO, O_WRONLY);
  survive(SIGPIPE);
  survive(SIGXFSZ);
}

void print_line(std::string_view text) { print_whole(printable(text, kLongestLine) + "\n"); }

void print_text(std::string_view text) { print_whole(printable_lines(text)); }

void print_error(std::string_view text) {
  const std::string line = printable(text, kLongestLine) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void print_whole(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail_to_print(errno);
}

void finish_standard_output() {
  errno = 0;
  const bool streamed = static_cast<bool>(std::cout.flush());
  const bool flushed = std::fflush(stdout) == 0;
  if (!streamed || !flushed || std::ferror(stdout) != 0) fail_to_print(errno);
}

}  // namespace sprint::cli
