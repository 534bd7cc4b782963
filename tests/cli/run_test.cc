#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "data/npy.h"
#include "ir/graph_for_test.h"
#include "save/save.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/support/tiny_model.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Tensor floats(std::vector<int64_t> dims, const std::vector<float>& values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::copy(values.begin(), values.end(), tensor.as<float>().begin());
  return tensor;
}

// d = a - b, of shape [1, 2] each; the output's name is no file name.
std::string difference_model() {
  const std::vector<int64_t> dims{1, 2};
  return tiny_model(
      {{"Sub", {"a", "b"}, {"../d:0"}}},
      {value_info({"a", DType::float32, dims}), value_info({"b", DType::float32, dims})},
      {value_info({"../d:0", DType::float32, dims})});
}

class Run : public FilesTest {
 protected:
  Run() {
    save_npy(path("one.npy"), floats({1, 2}, {10, 20}));
    save_npy(path("two.npy"), floats({1, 2}, {1, 2}));
  }
  std::string model_ = write("model.onnx", difference_model());
};

TEST_F(Run, MatchesInputsByOrderAndByName) {
  ChildResult result = run_sprint(
      {"run", model_, "--input", path("one.npy"), path("two.npy"), "--output", path("out")});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(load_npy(path("out/_.._d_0.npy")).as<float>(), ElementsAre(9, 18));
  result = run_sprint({"run", model_, "--input", "b=" + path("one.npy"), "--input", path("two.npy"),
                       "--output", path("out"), "--json", "-", "--runtime", "onnxruntime"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(load_npy(path("out/_.._d_0.npy")).as<float>(), ElementsAre(-9, -18));
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["outputs"][0]["name"], "../d:0");
  EXPECT_EQ(json["outputs"][0]["shape"], nlohmann::json({1, 2}));
  EXPECT_THAT(std::string(json["runtime"]), HasSubstr("onnxruntime"));
  EXPECT_THAT(names_in("out"), ElementsAre("_.._d_0.npy"));
}

TEST_F(Run, TheModelMayStandAnywhere) {
  const std::string one = path("one.npy"), two = path("two.npy"), out = path("out");
  const std::vector<std::vector<std::string>> orders{
      {"run", "--input", one, two, "--output", out, model_},
      {"run", "--input", one, two, model_, "--output", out},
      {"run", "--output", out, "--input", one, two, model_},
      {"run", "--output", out, model_, "--input", one, two}};
  for (const auto& arguments : orders) {
    const ChildResult result = run_sprint(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.error;
    EXPECT_THAT(load_npy(path("out/_.._d_0.npy")).as<float>(), ElementsAre(9, 18));
    std::filesystem::remove_all(out);
  }
}

TEST_F(Run, WrongInputsAreNamedAndNothingIsWritten) {
  save_npy(path("wide.npy"), floats({1, 3}, {1, 2, 3}));
  const auto run = [&](std::vector<std::string> inputs) {
    std::vector<std::string> arguments{"run", model_, "--output", path("out"), "--input"};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    return run_sprint(arguments);
  };
  ChildResult result = run({path("one.npy"), path("wide.npy")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("wide.npy"), HasSubstr("'b'"), HasSubstr("[1, 3]")));
  result = run({path("one.npy")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("no file for 'b'"));
  result = run({"c=" + path("one.npy"), path("two.npy")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, AllOf(HasSubstr("'c'"), HasSubstr("'a', 'b'")));
  result = run({path("one.npy"), path("two.npy"), path("two.npy")});
  EXPECT_EQ(result.exit_code, 2);
  result = run({path("one.npy"), path("absent.npy")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("absent.npy"));
  EXPECT_FALSE(std::filesystem::exists(path("out")));
}

// A model without inputs.
TEST_F(Run, NeedsNoInputWhereTheModelTakesNone) {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 13, {}}};
  ir::add_constant(model.graph, "c", ir::Constant::of<float>({2}, {1, -2}));
  ir::add_node(model.graph, "Abs", {"c"}, {"y"});
  ir::add_output(model.graph, "y");
  save_model(model, path("none.onnx"));
  for (const char* runtime : {"native", "onnxruntime", "auto"}) {
    const ChildResult result =
        run_sprint({"run", path("none.onnx"), "--output", path("out"), "--runtime", runtime});
    ASSERT_EQ(result.exit_code, 0) << runtime << result.error;
    EXPECT_THAT(load_npy(path("out/y.npy")).as<float>(), ElementsAre(1, 2)) << runtime;
    EXPECT_EQ(run_sprint({"bench", path("none.onnx@") + runtime, "--rounds", "2"}).exit_code, 0);
  }
  ChildResult result =
      run_sprint({"run", path("none.onnx"), "--output", path("out"), "--input", path("one.npy")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("the model takes only no inputs"));
  result = run_sprint({"run", model_, "--output", path("out")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("no file for 'a'"));
}

TEST_F(Run, SaysWhyAutoTookOnnxRuntime) {
  const std::string model =
      write("pool.onnx", tiny_model({{"GlobalAveragePool", {"x"}, {"y"}}},
                                    {value_info({"x", DType::float32, {1, -1, 2}})},
                                    {value_info({"y", DType::float32, {1, -1, 1}})}));
  save_npy(path("x.npy"), floats({1, 1, 2}, {1, 3}));
  const auto run = [&](const std::string& runtime) {
    return run_sprint(
        {"run", model, "--input", path("x.npy"), "--output", path("out"), "--runtime", runtime});
  };
  const ChildResult result = run("auto");
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(load_npy(path("out/y.npy")).as<float>(), ElementsAre(2));
  EXPECT_THAT(result.error, AllOf(HasSubstr("runtime auto: onnxruntime 1."),
                                  HasSubstr("(native: node"), HasSubstr("GlobalAveragePool")));
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1);
  EXPECT_THAT(run("onnxruntime").error, IsEmpty());
  EXPECT_EQ(run("native").exit_code, 3);
}

TEST_F(Run, WrongModelsAreNamed) {
  const auto run = [&](const std::string& model) {
    return run_sprint({"run", model, "--input", path("one.npy"), "--output", path("out")});
  };
  ChildResult result = run(path("absent.onnx"));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("absent.onnx"));
  result = run(write("text.onnx", "This is a text and no model.\n"));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("text.onnx"));
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1);
  EXPECT_THAT(result.output, IsEmpty());
}

TEST_F(Run, OutputThatIsAFileIsRefused) {
  const ChildResult result = run_sprint(
      {"run", model_, "--input", path("one.npy"), path("two.npy"), "--output", path("one.npy")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("is not a folder"));
  EXPECT_THAT(load_npy(path("one.npy")).as<float>(), ElementsAre(10, 20));
}

TEST_F(Run, MissingRuntimeNamesTheScript) {
  const ChildResult result = run_sprint({"run", model_, "--input", path("one.npy"), path("two.npy"),
                                         "--output", path("out"), "--runtime", "onnxruntime"},
                                        {"SPRINT_ONNXRUNTIME=/nonexistent/libonnxruntime.so.1"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("SPRINT_ONNXRUNTIME"), HasSubstr("scripts/setup")));
}

}  // namespace
}  // namespace sprint::tests
