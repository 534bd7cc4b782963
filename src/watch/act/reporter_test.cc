#include "watch/act/reporter.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.h"
#include "watch/descriptor.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ReporterTest : public testing::Test {
 protected:
  ReporterTest() {
    std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    read_ = Descriptor(ends[0]);
    write_ = Descriptor(ends[1]);
  }

  // What was written since the last call.
  std::string events() const {
    std::string text(1 << 20, '\0');
    const ssize_t size = ::read(read_.number(), text.data(), text.size());
    text.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return text;
  }
  std::string logged() const {
    std::ifstream file(folder_.path() + "/log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
  Descriptor read_, write_;
  Log log_{{.path = folder_.path() + "/log", .descriptor = -1}};
};

TEST_F(ReporterTest, TellsPeopleAndPrograms) {
  Reporter reporter(log_, write_.number());
  reporter.tell(LogLevel::info, "state", "sprint is \"on\"",
                {{"state", "on"}, {"confidence", 0.5}, {"frames", 3}, {"sure", true}});
  const auto event = nlohmann::json::parse(events());
  EXPECT_EQ(event.at("event"), "state");
  EXPECT_EQ(event.at("state"), "on");
  EXPECT_EQ(event.at("confidence"), 0.5);
  EXPECT_EQ(event.at("frames"), 3);
  EXPECT_EQ(event.at("sure"), true);
  EXPECT_EQ(event.at("text"), "sprint is \"on\"");
  EXPECT_GT(event.at("t_us").get<int64_t>(), 0);
  EXPECT_THAT(std::string(event.at("time")), testing::MatchesRegex("....-..-..T..:..:..\\....Z"));
  EXPECT_THAT(logged(), HasSubstr("INFO sprint is \"on\"\n"));
}

TEST_F(ReporterTest, TellsNoProgramWhereNoneIsMeant) {
  Reporter reporter(log_, -1);
  reporter.tell(LogLevel::info, "state", "on");
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_THAT(logged(), HasSubstr("on\n"));
}

TEST_F(ReporterTest, NeverWaitsForAReaderAndSaysOnceThatThereIsNone) {
  Reporter reporter(log_, write_.number());
  for (int i = 0; i < 10000; ++i) reporter.tell(LogLevel::debug, "state", "on");
  const std::string warning = "events are lost";
  const std::string log = logged();
  ASSERT_THAT(log, HasSubstr(warning));
  EXPECT_EQ(log.find(warning), log.rfind(warning));
  events();
  reporter.tell(LogLevel::debug, "later", "off");
  EXPECT_THAT(events(), HasSubstr("later"));
}

TEST_F(ReporterTest, GoesOnWhereTheReaderHasGone) {
  Reporter reporter(log_, write_.number());
  read_ = Descriptor();
  reporter.tell(LogLevel::info, "state", "on");
  EXPECT_THAT(logged(), HasSubstr("events are lost"));
}

}  // namespace
}  // namespace sprint::watch
