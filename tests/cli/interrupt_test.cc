// Ctrl-C in the middle of the work.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// How the names of Sprint's temporary files begin; ONNX Runtime leaves files of its own beside
// them.
constexpr const char* kScratch = "sprint-";

const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier/";

// What `sprint` calls to run a model in a process of its own says here that it has started, and
// then waits as long as `sprint` lives: so the work is in its middle for as long as a test wants.
class Interrupt : public FilesTest {
 protected:
  Interrupt() {
    for (const char* folder : {"tmp", "out"}) std::filesystem::create_directory(path(folder));
    const std::string worker = write("worker", "#!/bin/bash\ntouch '" + path("started") +
                                                   "'\nwhile kill -0 $PPID; do sleep 0.02; done\n");
    std::filesystem::permissions(worker, std::filesystem::perms::owner_all);
  }

  // Starts `sprint ARGUMENTS...`, sends `number` in its middle and returns waitpid's status.
  int interrupt(const std::vector<std::string>& arguments, int number) {
    const pid_t process = ::fork();
    if (process == 0) become_sprint(arguments);
    while (!std::filesystem::exists(path("started"))) {
      int status = 0;
      if (::waitpid(process, &status, WNOHANG) == process) return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_THAT(names_in("tmp"), Contains(StartsWith(kScratch)));
    ::kill(process, number);
    int status = 0;
    ::waitpid(process, &status, 0);
    return status;
  }

  std::string error() const { return read_text(path("error")); }

 private:
  static std::string read_text(const std::string& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  [[noreturn]] void become_sprint(std::vector<std::string> arguments) const {
    ::setenv("TMPDIR", path("tmp").c_str(), 1);
    ::setenv("SPRINT_WORKER", path("worker").c_str(), 1);
    ::dup2(::open(path("error").c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    arguments.insert(arguments.begin(), SPRINT_BINARY);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    ::execv(SPRINT_BINARY, pointers.data());
    std::_Exit(127);
  }
};

TEST_F(Interrupt, EndsOptimizeByTheSignalAndLeavesNothing) {
  const int status =
      interrupt({"optimize", kExample + "sprint_classifier.onnx", "-o", path("out/int8.onnx"),
                 "--data", kExample + "frames", "--samples", "8", "--html", path("out/a.html")},
                SIGINT);
  ASSERT_TRUE(WIFSIGNALED(status)) << error();
  EXPECT_EQ(WTERMSIG(status), SIGINT);
  EXPECT_EQ(error(), "sprint: ended by SIGINT (Interrupt); no unfinished file is left\n");
  EXPECT_THAT(names_in("tmp"), Not(Contains(StartsWith(kScratch))));
  EXPECT_THAT(names_in("out"), ElementsAre());
}

TEST_F(Interrupt, EndsQuantizeByTheSignalAndLeavesNothing) {
  const int status = interrupt({"quantize", kExample + "sprint_classifier.onnx", "-o",
                                path("out/int8.onnx"), "--mode", "dynamic"},
                               SIGTERM);
  ASSERT_TRUE(WIFSIGNALED(status)) << error();
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
  EXPECT_THAT(error(), HasSubstr("SIGTERM"));
  EXPECT_THAT(names_in("tmp"), Not(Contains(StartsWith(kScratch))));
  EXPECT_THAT(names_in("out"), ElementsAre());
}

}  // namespace
}  // namespace sprint::tests
