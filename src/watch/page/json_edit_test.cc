#include "watch/page/json_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "sprint/error.h"

namespace sprint::watch {
namespace {

using Steps = std::vector<JsonStep>;

TEST(WithMember, ReplacesAValueAndLeavesTheRest) {
  const std::string text =
      "{ // \"a\": 0\n  \"a\": /* was */ 1, // one\n  \"b\": [1, {\"a\": 2}]\n}\n";
  EXPECT_EQ(with_member(text, Steps{}, "a", "true"),
            "{ // \"a\": 0\n  \"a\": /* was */ true, // one\n  \"b\": [1, {\"a\": 2}]\n}\n");
  EXPECT_EQ(with_member(text, Steps{"b", size_t{1}}, "a", "{}"),
            "{ // \"a\": 0\n  \"a\": /* was */ 1, // one\n  \"b\": [1, {\"a\": {}}]\n}\n");
}

TEST(WithMember, AddsAMemberAtTheEnd) {
  EXPECT_EQ(with_member("{\n    \"a\": 1 // one\n}\n", Steps{}, "b", "2"),
            "{\n    \"a\": 1, // one\n    \"b\": 2\n}\n");
  EXPECT_EQ(with_member("{\n\t\"a\": 1\n\t/* end */\n}", Steps{}, "b", "2"),
            "{\n\t\"a\": 1,\n\t/* end */\n\t\"b\": 2\n}");
  EXPECT_EQ(with_member("{}", Steps{}, "b", "2"), "{\n  \"b\": 2\n}");
}

TEST(WithMember, MakesWhatIsMissingOnTheWay) {
  const std::string text =
      with_member(R"({"p": [{"id": "x"}]})", Steps{"p", size_t{0}, "s"}, "k", "5");
  EXPECT_EQ(nlohmann::json::parse(text),
            nlohmann::json::parse(R"({"p":[{"id":"x","s":{"k":5}}]})"));
}

TEST(WithMember, ReadsKeysAndStringsAsJsonDoes) {
  EXPECT_EQ(with_member(R"({"x}": "\"a\": {", "\u0061": [], "c": "//"})", Steps{}, "a", "1"),
            R"({"x}": "\"a\": {", "\u0061": 1, "c": "//"})");
}

TEST(WithMember, RefusesAWayThroughOtherValues) {
  EXPECT_THROW(with_member(R"({"a": 1})", Steps{"a"}, "b", "2"), Error);
  EXPECT_THROW(with_member("[]", Steps{}, "b", "2"), Error);
}

}  // namespace
}  // namespace sprint::watch
