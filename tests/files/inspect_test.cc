// `sprint inspect` from the outside.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.h"
#include "data/npy.h"
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
  // No width of the image has 11 pixels in 8 rows.
  EXPECT_THAT(std::string(json["native_runtime"]["error"]), HasSubstr("make_second"));
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

// y = GlobalAveragePool(Conv(x)), z = Neg(y): of one dimension, where the native runtime has images
// only.
ir::Model one_dimension(const Dim& length) {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 13, {}}};
  ir::Type type;
  type.dtype = DType::float32;
  type.shape = Shape{1, 2, length};
  ir::add_input(model.graph, "x", type);
  ir::add_constant(model.graph, "w", ir::Constant::of<float>({2, 2, 5}, std::vector<float>(20)));
  ir::add_node(model.graph, "Conv", {"x", "w"}, {"c"});
  ir::add_node(model.graph, "GlobalAveragePool", {"c"}, {"y"});
  ir::add_node(model.graph, "Neg", {"y"}, {"z"});
  ir::add_output(model.graph, "z");
  return model;
}

TEST_F(Inspect, NamesEveryNodeThatTheNativeRuntimeRefusesAtLikelyShapes) {
  save_model(one_dimension(Dim::named("length")), path_);
  Outcome outcome = sprint("inspect --json - " + path_);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto native = nlohmann::json::parse(outcome.out)["native_runtime"];
  EXPECT_EQ(native["takes_model"], false);
  EXPECT_EQ(native["shapes"]["x"], nlohmann::json::parse("[1, 2, 8]"));
  EXPECT_EQ(native["shapes_given"], false);
  ASSERT_EQ(native["refused_nodes"].size(), 2U);
  EXPECT_EQ(native["refused_nodes"][0]["node"], "node 'make_c' (Conv)");
  EXPECT_EQ(native["refused_nodes"][1]["node"], "node 'make_y' (GlobalAveragePool)");
  outcome = sprint("inspect " + path_);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("refuses 2 nodes at x [1, 2, 8] (likely shapes"),
                                 HasSubstr("node 'make_c' (Conv): the input is float32")));
  outcome = sprint("inspect --shape x=1,2,6 " + path_);
  EXPECT_THAT(outcome.out, HasSubstr("refuses 2 nodes at x [1, 2, 6]\n"));
}

TEST_F(Inspect, SaysWhatTheNativeRuntimeRuns) {
  ir::Model model = one_dimension(Dim::named("length"));
  model.graph.nodes.erase(model.graph.nodes.begin(), model.graph.nodes.begin() + 2);
  model.graph.nodes[0].inputs = model.graph.inputs;
  save_model(model, path_);
  EXPECT_THAT(sprint("inspect " + path_).out, HasSubstr("runs it at x [1, 2, 1] (likely shapes"));
  EXPECT_THAT(sprint("inspect --shape x=1,2,9 " + path_).out,
              HasSubstr("runs it at x [1, 2, 9]\n"));
  EXPECT_EQ(sprint("inspect --shape y=1,2,9 " + path_).exit_code, 2);
  EXPECT_EQ(sprint("inspect --shape x=1,3,9 " + path_).exit_code, 3);
  EXPECT_EQ(sprint("inspect --shape x=1,2,9 --data . " + path_).exit_code, 2);
}

// An index beyond the table shows in a run only.
TEST_F(Inspect, RunsTheFirstSampleInTheNativeRuntime) {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 13, {}}};
  ir::Type type;
  type.dtype = DType::int64;
  type.shape = Shape{Dim::named("n")};
  ir::add_input(model.graph, "x", type);
  ir::add_constant(model.graph, "table", ir::Constant::of<float>({2, 1}, {1, 2}));
  ir::add_node(model.graph, "Gather", {"table", "x"}, {"y"});
  ir::add_output(model.graph, "y");
  save_model(model, path_);
  const std::string data = folder_.path() + "/data";
  std::filesystem::create_directory(data);
  Tensor sample(DType::int64, {3});
  save_npy(data + "/a.npy", sample);
  EXPECT_THAT(sprint("inspect " + path_ + " --data " + data).out,
              HasSubstr("runs it at x [3] (run once, on a sample)"));
  sample.as<int64_t>()[0] = 5;
  save_npy(data + "/a.npy", sample);
  EXPECT_THAT(sprint("inspect " + path_ + " --data " + data).out,
              HasSubstr("cannot take it at x [3]: node 'make_y' (Gather): "));
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
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("as declared: "), HasSubstr("cannot take it at ")));
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
