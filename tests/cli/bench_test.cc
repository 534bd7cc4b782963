#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "data/npy.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/support/tiny_model.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Bench : public FilesTest {
 protected:
  std::string model_ = write("model.onnx", unary_model("Sin", DType::float32, {-1, 100}));
  std::string other_ = write("other@1.onnx", unary_model("Sin", DType::float32, {-1, 100}));
};

TEST_F(Bench, MeasuresInTurnsAndWritesJson) {
  const ChildResult result = run_sprint({"bench", model_ + "@onnxruntime", other_, "--rounds", "7",
                                         "--shape", "x=3,100", "--json", path("out.json")});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("p50"), HasSubstr("model.onnx"), HasSubstr("7 rounds")));
  const auto json = nlohmann::json::parse(std::ifstream(path("out.json")));
  ASSERT_EQ(json["results"].size(), 2U);
  EXPECT_EQ(json["results"][0]["path"], model_);
  EXPECT_EQ(json["results"][1]["path"], other_);
  EXPECT_EQ(json["results"][1]["ratio_to_last"], 1);
  for (const auto& entry : json["results"]) {
    EXPECT_EQ(entry["threads"], 1);
    EXPECT_GT(entry["latency_us"]["p50"], 0);
    EXPECT_LE(entry["latency_us"]["p50"], entry["latency_us"]["p90"]);
    EXPECT_LE(entry["latency_us"]["p90"], entry["latency_us"]["p99"]);
    EXPECT_GT(entry["ratio_to_last"], 0);
  }
  EXPECT_EQ(json["latency_conditions"]["rounds"], 7);
  EXPECT_GE(json["machine"]["cores"], 1);
}

TEST_F(Bench, ListsOperators) {
  const ChildResult result =
      run_sprint({"bench", model_, "--rounds", "1", "--profile", "--threads", "2", "--json", "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["results"][0]["operators"][0]["op_type"], "Sin");
  EXPECT_EQ(json["results"][0]["operators"][0]["calls"], 1);
  EXPECT_EQ(json["results"][0]["threads"], 2);
}

// Random indices are 0 and 1.
TEST_F(Bench, RunsOnFilesAndOnSamples) {
  const std::string gather =
      write("gather.onnx", tiny_model({{"Gather", {"table", "x"}, {"y"}}},
                                      {value_info({"table", DType::float32, {2, 3}}),
                                       value_info({"x", DType::int64, {-1}})},
                                      {value_info({"y", DType::float32, {-1, 3}})}));
  save_npy(path("table.npy"), Tensor(DType::float32, {2, 3}));
  std::filesystem::create_directories(path("data/a"));
  save_npy(path("data/a/input_0.npy"), Tensor(DType::float32, {2, 3}));
  Tensor beyond(DType::int64, {4});
  save_npy(path("zeros.npy"), beyond);
  beyond.as<int64_t>()[0] = 2;
  save_npy(path("beyond.npy"), beyond);
  save_npy(path("data/a/input_1.npy"), beyond);

  ChildResult result =
      run_sprint({"bench", gather + "@native", "--input", "x=" + path("zeros.npy"),
                  path("table.npy"), gather + "@onnxruntime", "--rounds", "3", "--json", "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["results"].size(), 2U);
  EXPECT_THAT(std::string(json["inputs"]), HasSubstr("zeros.npy"));
  for (const std::vector<std::string>& inputs : std::vector<std::vector<std::string>>{
           {"--input", path("table.npy"), path("beyond.npy")}, {"--data", path("data")}}) {
    for (const char* runtime : {"@native", "@onnxruntime"}) {
      std::vector<std::string> arguments{"bench", gather + runtime, "--rounds", "3"};
      arguments.insert(arguments.end(), inputs.begin(), inputs.end());
      result = run_sprint(arguments);
      EXPECT_EQ(result.exit_code, 3) << runtime << inputs[0];
      EXPECT_THAT(result.error, HasSubstr("Gather")) << runtime << inputs[0];
    }
  }
}

TEST_F(Bench, NamesTheRuntimeThatAutoCameTo) {
  const std::string model =
      write("sizes.onnx", tiny_model({{"GlobalAveragePool", {"x"}, {"y"}}},
                                     {value_info({"x", DType::float32, {1, -1, 8}})},
                                     {value_info({"y", DType::float32, {1, -1, 1}})}));
  const ChildResult result =
      run_sprint({"bench", model, "--rounds", "2", "--profile", "--json", "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(std::string(nlohmann::json::parse(result.output)["results"][0]["runtime"]),
              AllOf(HasSubstr("onnxruntime 1."), HasSubstr("native: ")));
}

TEST_F(Bench, WrongUsageIsNamed) {
  ChildResult result = run_sprint({"bench", model_ + "@nonsense"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, AllOf(HasSubstr("nonsense"), HasSubstr("onnxruntime")));
  for (const char* shape : {"x", "x=", "x=1,0", "x=1,b", "x=1,,2"}) {
    result = run_sprint({"bench", model_, "--shape", shape});
    EXPECT_EQ(result.exit_code, 2) << shape;
    EXPECT_THAT(result.error, HasSubstr("--shape")) << shape;
  }
  result = run_sprint({"bench", model_, "--shape", "y=1,100"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("no model has an input 'y'"));
  EXPECT_EQ(run_sprint({"bench", model_, "--threads", "0"}).exit_code, 2);
  const std::vector<std::vector<std::string>> unused{{"--input", "x.npy", "--data", "folder"},
                                                     {"--input", "x.npy", "--shape", "x=1,100"},
                                                     {"--data", "folder", "--seed", "0"},
                                                     {"--input", "y=x.npy"},
                                                     {"--input", "x.npy", "x.npy"}};
  for (std::vector<std::string> options : unused) {
    options.insert(options.begin(), {"bench", model_});
    result = run_sprint(options);
    EXPECT_EQ(result.exit_code, 2) << options[2] << result.error;
    EXPECT_THAT(result.error, HasSubstr("--")) << options[2];
  }
  EXPECT_EQ(run_sprint({"bench"}).exit_code, 2);
}

TEST_F(Bench, WrongShapesAndModelsAreBadInput) {
  ChildResult result = run_sprint({"bench", model_, "--shape", "x=1,99"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("model.onnx"), HasSubstr("'x'"), HasSubstr("[1, 99]")));
  result = run_sprint({"bench", path("absent.onnx"), "--json", path("out.json")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(path("out.json")));
}

}  // namespace
}  // namespace sprint::tests
