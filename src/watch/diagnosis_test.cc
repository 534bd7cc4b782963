#include "watch/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <cstdlib>

namespace sprint::watch {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Diagnosis, ReplacesSecretsButNotWhatIsEverywhere) {
  EXPECT_EQ(without("/home/merlin/a merlin ab", {{"/home/merlin", "HOME"}, {"merlin", "USER"}}),
            "HOME/a USER ab");
  EXPECT_EQ(without("ab", {{"a", "x"}, {"", "y"}}), "ab");
  EXPECT_EQ(without("aaa aaaa", {{"aaa", "aaaa"}}), "aaaa aaaaa");
}

TEST(Diagnosis, HasAllSectionsAndNoPersonalData) {
  Diagnosis diagnosis;
  diagnosis.display = ":9999";
  diagnosis.settings.on_change_command = "curl --user me:password";
  utsname system{};
  ::uname(&system);
  diagnosis.log = std::string("a line of the log on ") + system.nodename + "\n";
  const std::string text = diagnosis_text(diagnosis);
  for (const char* part : {"== system\nsprint ", "== X server\n", "':9999'", "== settings\n{",
                           "\"capture_fps\": 10", "== figures\n{", "== log\na line of the log"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("password")), HasSubstr("\"COMMAND\"")));
  if (std::string(system.nodename).size() > 2) {
    EXPECT_THAT(text, Not(HasSubstr(system.nodename)));
  }
}

}  // namespace
}  // namespace sprint::watch
