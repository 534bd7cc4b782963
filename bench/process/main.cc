// Times commands as whole processes: wall time, CPU time and peak resident memory, by the kernel's
// own accounting. Usage: bench_process [--runs N] COMMAND ARG... [--vs COMMAND ARG...] With --vs
// the two run in turn (A B A B ...) and the ratios A/B are taken pair by pair, so that a machine
// whose speed drifts does not favour either. The output of the commands is thrown away; a command
// that fails ends the benchmark.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace {

using Command = std::vector<char*>;  // null-terminated, as execvp wants it

struct Run {
  double wall_s, cpu_s, peak_mb;
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void execute(const Command& command) {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::execvp(command[0], command.data());
  fmt::print(stderr, "bench_process: {}: cannot be run\n", command[0]);
  std::_Exit(127);
}

Run run(const Command& command) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) execute(command);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fmt::print(stderr, "bench_process: {} failed\n", command[0]);
    std::exit(1);
  }
  return {wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

void print_row(const std::string& name, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  fmt::print("  {:<22} min {:9.4f}  median {:9.4f}  max {:9.4f}\n", name, values.front(),
             values[values.size() / 2], values.back());
}

std::vector<double> column(const std::vector<Run>& runs, double Run::*figure) {
  std::vector<double> values;
  for (const Run& each : runs) values.push_back(each.*figure);
  return values;
}

struct Figure {
  const char* name;
  double Run::*value;
};
constexpr Figure kFigures[] = {{"wall seconds", &Run::wall_s},
                               {"cpu seconds", &Run::cpu_s},
                               {"peak memory MB", &Run::peak_mb}};

void print_command(const Command& command, const std::vector<Run>& runs) {
  std::string line;
  for (const char* word : command) line += word != nullptr ? std::string(word) + " " : "";
  fmt::print("{}\n", line);
  for (const Figure& figure : kFigures) print_row(figure.name, column(runs, figure.value));
}

void print_ratios(const std::vector<Run>& a, const std::vector<Run>& b) {
  fmt::print("first / second\n");
  for (const Figure& figure : kFigures) {
    std::vector<double> ratios = column(a, figure.value);
    const std::vector<double> below = column(b, figure.value);
    std::transform(ratios.begin(), ratios.end(), below.begin(), ratios.begin(), std::divides<>());
    print_row(figure.name, std::move(ratios));
  }
}

int usage() {
  fmt::print(stderr, "usage: bench_process [--runs N] COMMAND ARG... [--vs COMMAND ARG...]\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> words(argv + 1, argv + argc);
  int count = 11;
  if (words.size() > 2 && std::string(words[0]) == "--runs") {
    count = std::atoi(words[1]);
    words.erase(words.begin(), words.begin() + 2);
  }
  const auto vs = std::find_if(words.begin(), words.end(),
                               [](const char* word) { return std::string(word) == "--vs"; });
  std::vector<Command> commands{Command(words.begin(), vs)};
  if (vs != words.end()) commands.emplace_back(vs + 1, words.end());
  for (Command& command : commands) {
    if (command.empty() || count < 1) return usage();
    command.push_back(nullptr);
    run(command);  // warm-up
  }
  std::vector<std::vector<Run>> runs(commands.size());
  for (int i = 0; i < count; ++i) {
    for (size_t which = 0; which < commands.size(); ++which)
      runs[which].push_back(run(commands[which]));
  }
  fmt::print("{} runs each, after one that does not count\n", count);
  for (size_t which = 0; which < commands.size(); ++which)
    print_command(commands[which], runs[which]);
  if (commands.size() == 2) print_ratios(runs[0], runs[1]);
  return 0;
}
