#include "watch/act/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "base/temporary_folder.h"

namespace sprint::watch {
namespace {

class ChangeCommandTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.path() + "/" + name; }

  std::string text_of(const std::string& name) const {
    std::ifstream file(at(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // What reap() says when the running command has ended.
  std::string end() {
    pollfd waiting{command_.descriptor(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 60000), 1);
    return command_.reap();
  }

  TemporaryFolder folder_;
  ChangeCommand command_;
};

TEST_F(ChangeCommandTest, TellsTheStateInTheEnvironment) {
  EXPECT_EQ(command_.descriptor(), -1);
  ::setenv("SPRINT_TEST", "kept", 1);
  ::setenv("SPRINT_STATE", "replaced", 1);
  const std::string command =
      "echo $SPRINT_STATE $SPRINT_CONFIDENCE $SPRINT_TEST >" + at("out") + "; cat >>" + at("out");
  EXPECT_EQ(command_.run(command, State::on, 0.98765), "");
  EXPECT_EQ(end(), "");
  EXPECT_EQ(text_of("out"), "on 0.988 kept\n");
  EXPECT_EQ(command_.descriptor(), -1);
  EXPECT_EQ(command_.reap(), "");
}

TEST_F(ChangeCommandTest, SaysHowItFailed) {
  command_.run("exit 3", State::on, 1);
  EXPECT_EQ(end(), "exit code 3");
  command_.run("kill -9 $$", State::on, 1);
  EXPECT_EQ(end(), "SIGKILL (Killed)");
  command_.run("/no/such/program 2>/dev/null", State::on, 1);
  EXPECT_EQ(end(), "exit code 127");
}

TEST_F(ChangeCommandTest, RunsOneAtATimeAndTheLatestNext) {
  const std::string fifo = at("go");
  ASSERT_EQ(std::system(("mkfifo " + fifo).c_str()), 0);
  const std::string log = "echo $SPRINT_STATE >>" + at("out");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(command_.run(log + "; read line <" + fifo + "; exit 1", State::on, 1), "");
  EXPECT_EQ(command_.run("echo dropped >>" + at("out"), State::on, 1), "");
  EXPECT_EQ(command_.run(log, State::off, 1), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));  // did not wait
  EXPECT_EQ(command_.reap(), "");                                                 // it runs still
  std::ofstream(fifo) << "go\n";
  EXPECT_EQ(end(), "exit code 1");
  EXPECT_EQ(end(), "");
  EXPECT_EQ(text_of("out"), "on\noff\n");
}

TEST_F(ChangeCommandTest, LeavesNoZombie) {
  for (int i = 0; i < 5; ++i) {
    command_.run("true", State::off, 0.5);
    end();
  }
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(ChangeCommandTest, RunsInASessionOfItsOwn) {
  command_.run("ps -o sid= -p $$ >" + at("out") + "; echo $$ >>" + at("out"), State::on, 1);
  EXPECT_EQ(end(), "");
  std::ifstream file(at("out"));
  int session = 0, process = 1;
  file >> session >> process;
  EXPECT_EQ(session, process);
}

}  // namespace
}  // namespace sprint::watch
