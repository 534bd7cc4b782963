// `sprint inspect` from the outside.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.h"
#include "save/save.h"
#include "tests/files/model_for_test.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// Runs the binary with `arguments`, which the shell splits.
Outcome sprint(const std::string& arguments) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out";
  const std::string err = folder.path() + "/err";
  const std::string command =
      std::string(SPRINT_BINARY) + " " + arguments + " >" + out + " 2>" + err;
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), read_file(out), read_file(err)};
}

class Inspect : public ::testing::Test {
 protected:
  Inspect() : path_(folder_.path() + "/small.onnx") {
    ir::Model model = small_model();
    ir::add_constant(model.graph, "quantized",
                     ir::Constant::of<int8_t>({11, 2}, std::vector<int8_t>(22, 1)));
    ir::add_constant(model.graph, "scale", ir::Constant::scalar(0.5F));
    ir::add_node(model.graph, "DequantizeLinear", {"quantized", "scale"}, {"dequantized"});
    ir::add_node(model.graph, "Flatten", {"image"}, {"flat"});
    ir::add_node(model.graph, "Gemm", {"flat", "dequantized"}, {"second"});
    ir::add_output(model.graph, "second");
    ir::set_metadata(model, "sprint.labels", R"(["inactive","active"])");
    ir::set_metadata(model, "sprint.preprocess", R"({"width":8,"mean":[127],"std":[128]})");
    ir::set_metadata(model, "author", "someone");
    save_model(model, path_);
  }

  TemporaryFolder folder_;
  std::string path_;
};

TEST_F(Inspect, GivesJson) {
  const Outcome outcome = sprint("inspect --nodes --json - " + path_);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["size_bytes"], std::filesystem::file_size(path_));
  EXPECT_EQ(json["opsets"][0]["version"], 17);
  EXPECT_EQ(json["inputs"][0]["name"], "image");
  EXPECT_EQ(json["inputs"][0]["shape"], nlohmann::json::parse(R"(["batch", 1, 8, null])"));
  EXPECT_EQ(json["outputs"][1]["shape"], nlohmann::json::parse(R"(["batch", 2])"));
  EXPECT_EQ(json["shape_error"], nullptr);
  EXPECT_EQ(json["native_runtime"]["missing_operators"], nlohmann::json::parse(R"(["If"])"));
  EXPECT_EQ(json["native_runtime"]["error"], nullptr);
  EXPECT_EQ(json["labels"][1], "active");
  EXPECT_EQ(json["preprocess"]["width"], 8);
  EXPECT_EQ(json["metadata"]["author"], "someone");
  EXPECT_EQ(json["parameters"], 18 + 2 + 1 + 22 + 1);
  EXPECT_EQ(json["quantization"]["form"], "weights");
  EXPECT_EQ(json["quantization"]["share_8_bit"], 0.5);
  EXPECT_EQ(json["nodes"].size(), 8U);  // with those of the bodies
  std::map<std::string, int> weight_bytes;
  for (const auto& group : json["operators"])
    weight_bytes[group["op_type"]] = group["weight_bytes"];
  EXPECT_EQ(weight_bytes["Conv"], 80);
  EXPECT_EQ(weight_bytes["Gemm"], 22);
}

TEST_F(Inspect, GivesATableAndWritesJsonToAFile) {
  const std::string file = folder_.path() + "/summary.json";
  const Outcome outcome = sprint("inspect " + path_ + " --nodes --json " + file);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("ai.onnx 17, com.example 1"),
                                 HasSubstr("[batch, 1, 8, ?]"), HasSubstr("inactive, active"),
                                 HasSubstr("make_features"), HasSubstr("lacks If")));
  EXPECT_EQ(nlohmann::json::parse(read_file(file))["graph_name"], "small");
}

TEST_F(Inspect, ListsShapesThatFollowFromThoseDeclared) {
  const Outcome outcome = sprint("inspect --nodes --json - " + path_);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::map<std::string, nlohmann::json> shapes;
  const auto json = nlohmann::json::parse(outcome.out);
  for (const auto& node : json["nodes"])
    shapes[node["outputs"][0]["name"]] = node["outputs"][0]["shape"];
  EXPECT_EQ(shapes["features"], nlohmann::json::parse(R"(["batch", 2, 8, null])"));
  EXPECT_EQ(shapes["sum"], shapes["features"]);  // in a body
  EXPECT_EQ(shapes["dequantized"], nlohmann::json::parse("[11, 2]"));
}

TEST_F(Inspect, ShowsAModelWhoseShapesContradictEachOther) {
  ir::Model model = small_model();
  ir::add_constant(model.graph, "odd", ir::Constant::of<float>({3, 5}, std::vector<float>(15)));
  ir::add_node(model.graph, "Gemm", {"odd", "odd"}, {"impossible"});
  ir::add_output(model.graph, "impossible");
  save_model(model, path_);
  Outcome outcome = sprint("inspect --json - " + path_);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_THAT(std::string(json["shape_error"]), HasSubstr("Gemm"));
  EXPECT_THAT(std::string(json["native_runtime"]["error"]), HasSubstr("Gemm"));
  outcome = sprint("inspect " + path_);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("as declared: "), HasSubstr("cannot take it: ")));
}

TEST_F(Inspect, SaysInOneLineWhatIsWrong) {
  const auto expect_line = [](const std::string& arguments, int code, const std::string& text) {
    const Outcome outcome = sprint(arguments);
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(text));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  };
  expect_line("inspect " + folder_.path() + "/none.onnx", 3, "none.onnx: cannot be opened");
  expect_line("inspect " + folder_.path(), 3, "is a folder");
  const std::string cut = folder_.path() + "/cut.onnx";
  write_file(cut, read_file(path_).substr(0, 200));
  expect_line("inspect " + cut, 3, "cut.onnx: ");
  write_file(cut, "");
  expect_line("inspect " + cut + " --json " + folder_.path() + "/j", 3, "is empty");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/j"));
  expect_line("inspect " + path_ + " --json /nonexistent/j", 3, "/nonexistent/j");
}

TEST_F(Inspect, ReadsThePublishedModels) {
  const std::string path = shared_data("ultraface/version-RFB-320.onnx");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  const Outcome outcome = sprint("inspect --json - " + path);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["opsets"][0]["version"], 9);
  EXPECT_EQ(json["quantization"]["form"], "none");
  EXPECT_EQ(json["operators"][0]["op_type"], "Conv");
  EXPECT_EQ(json["operators"][0]["nodes"], 52);
  EXPECT_EQ(json["outputs"][1]["shape"], nlohmann::json::parse("[1, 4420, 4]"));
}

}  // namespace
}  // namespace sprint::tests
