#include "base/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "sprint/error.h"

namespace sprint {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

ChildResult shell(const std::string& script, ChildCommand command = {}) {
  command.arguments = {"/bin/sh", "-c", script};
  return run_child(command);
}

TEST(ChildProcess, ReturnsStreamsAndExitCode) {
  ChildCommand command;
  command.input = "given";
  const ChildResult result = shell("cat; echo loud >&2; exit 7", command);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.signal, 0);
  EXPECT_EQ(result.output, "given");
  EXPECT_EQ(result.error, "loud\n");
}

TEST(ChildProcess, TakesAndGivesMoreThanAPipeHolds) {
  ChildCommand command;
  command.input.assign(1 << 20, 'x');
  EXPECT_EQ(shell("cat; cat >&2", command).output, command.input);
}

TEST(ChildProcess, ChangesTheEnvironment) {
  setenv("SPRINT_TEST_KEPT", "kept", 1);
  setenv("SPRINT_TEST_CHANGED", "old", 1);
  ChildCommand command;
  command.environment = {"SPRINT_TEST_CHANGED=new"};
  EXPECT_EQ(shell("echo $SPRINT_TEST_KEPT $SPRINT_TEST_CHANGED", command).output, "kept new\n");
}

TEST(ChildProcess, ReportsTheSignal) {
  const ChildResult result = shell("kill -SEGV $$");
  EXPECT_EQ(result.exit_code, -1);
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_EQ(signal_text(result.signal), "SIGSEGV (Segmentation fault)");
}

TEST(ChildProcess, KillsAtTheTimeoutAndReaps) {
  ChildCommand command;
  command.timeout = milliseconds(50);
  const ChildResult result = shell("exec sleep 600", command);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.signal, SIGKILL);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(ChildProcess, BlocksNoSignalInTheChild) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const ChildResult result = shell("kill -TERM $$; exit 0");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(result.signal, SIGTERM);
}

TEST(ChildProcess, NamesAProgramThatIsNotThere) {
  try {
    run_child({{"/nonexistent/program"}, "", {}, milliseconds(0)});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nonexistent/program"));
  }
}

}  // namespace
}  // namespace sprint
