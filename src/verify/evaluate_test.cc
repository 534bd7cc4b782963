#include "verify/evaluate.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "data/npy.h"
#include "verify/measures/measure_for_test.h"

namespace sprint::verify {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class Evaluate : public testing::Test {
 protected:
  OutputQuality run(const std::string& command, double seconds = 60) {
    Evaluation evaluation({{"scores", DType::float32, {1, 2}}});
    for (const Sample& sample : set_.samples) {
      evaluation.add_base(sample, {floats({1, 2}, {1, 2})});
      evaluation.add_candidate(sample, {floats({1, 2}, {1, 3})});
    }
    return evaluation.run(command, seconds, set_);
  }

  const TemporaryFolder folder_;
  const SampleSet set_ = set_of(2, {"cat", "dog"}, {1, -1});
};

TEST_F(Evaluate, GivesTheCommandTheOutputsAndTheSamples) {
  const std::string kept = folder_.path() + "/kept";
  const OutputQuality quality =
      run("keep() { cp -r \"$1\" " + kept +
          "; echo '{\"wer\": {\"value\": 0.25, \"better\": \"lower\", \"limit\": 0.5}}'; }; keep");
  EXPECT_EQ(quality.measure, Measure::evaluate);
  EXPECT_EQ(metric(quality, "wer").value, 0.25);
  EXPECT_EQ(metric(quality, "wer").limit, 0.5);
  EXPECT_EQ(load_npy(kept + "/base/00001-0.npy").as<float>()[1], 2);
  EXPECT_EQ(load_npy(kept + "/candidate/00001-0.npy").as<float>()[1], 3);
  EXPECT_THAT(
      [&] { run("fail() { cat \"$1/samples.json\" >&2; exit 3; }; fail"); },
      ThrowsMessage<Error>(AllOf(HasSubstr("code 3"), HasSubstr("\"candidate/00001-0.npy\""))));
}

TEST_F(Evaluate, FailuresAreToldAndTheFolderGoes) {
  const std::string path = folder_.path() + "/path";
  EXPECT_THAT([&] { run("f() { echo \"$1\" > " + path + "; echo no numpy >&2; exit 7; }; f"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("code 7"), HasSubstr("no numpy"))));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_THAT([&] { run("f() { test ! -e \"$(cat " + path + ")\" || exit 1; echo gone; }; f"); },
              ThrowsMessage<Error>(HasSubstr("is no JSON object of figures")));
  EXPECT_THAT([&] { run("exec sleep 30 #", 0.1); },
              ThrowsMessage<Error>(HasSubstr("--evaluate-timeout")));
  EXPECT_THAT([&] { run("no-such-command-here"); }, ThrowsMessage<Error>(HasSubstr("code 127")));
}

TEST(ParseEvaluation, SaysWhatIsWrong) {
  const auto says = [](const char* json, const char* words) {
    EXPECT_THAT([&] { parse_evaluation(json); }, ThrowsMessage<Error>(HasSubstr(words))) << json;
  };
  says("{}", "is no JSON object of figures");
  says("[1]", "is no JSON object of figures");
  says(R"({"a": 1})", "figure 'a' must be an object");
  says(R"({"a": {"value": 1}})", "\"better\" must be");
  says(R"({"a": {"value": "1", "better": "lower"}})", "\"value\" must be a number");
  says(R"({"a": {"value": 1, "better": "lower", "limits": 2}})", "\"limits\" is none of");
}

TEST(ParseEvaluation, LimitsDecideInTheirDirection) {
  const auto judged = [](const char* json) {
    OutputQuality quality;
    quality.measure = Measure::evaluate;
    quality.metrics = parse_evaluation(json);
    return is_right(quality);
  };
  EXPECT_TRUE(judged(R"({"map": {"value": 91, "better": "higher", "limit": 90, "base": 92}})"));
  EXPECT_FALSE(judged(R"({"map": {"value": 89, "better": "higher", "limit": 90, "base": 92}})"));
  EXPECT_TRUE(judged(R"({"map": {"value": 91, "better": "higher", "limit": 90}})"));
  EXPECT_FALSE(judged(R"({"map": {"value": 89, "better": "higher", "limit": 90}})"));
  EXPECT_FALSE(judged(R"({"wer": {"value": 0.2, "better": "lower", "limit": 0.1}})"));
  EXPECT_THROW(judged(R"({"wer": {"value": 0.2, "better": "lower"}})"), Error);
}

}  // namespace
}  // namespace sprint::verify
