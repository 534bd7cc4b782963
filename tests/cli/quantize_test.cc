#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/npy.h"
#include "load/load.h"
#include "save/save.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/quantize/random_network.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Quantize : public FilesTest {
 protected:
  Quantize() {
    RandomNetwork network(1);
    save_model(network.ir(), model_);
    std::filesystem::create_directory(path("samples"));
    for (const char* name : {"samples/a.npy", "samples/b.npy", "samples/c.npy"}) {
      save_npy(path(name), network.sample());
    }
  }

  ChildResult quantize(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"quantize", model_, "-o", out_});
    return run_sprint(arguments);
  }

  void expect_refused(const std::vector<std::string>& arguments, int exit_code,
                      const std::string& text) const {
    const ChildResult result = quantize(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.error;
    EXPECT_THAT(result.error, HasSubstr(text));
    EXPECT_FALSE(std::filesystem::exists(out_));
  }

  const std::string model_ = path("model.onnx"), out_ = path("out.onnx");
};

TEST_F(Quantize, StaticWithEveryOptionOfTheRecipe) {
  const ChildResult result = quantize({"--data",
                                       path("samples"),
                                       "--samples",
                                       "2",
                                       "--format",
                                       "qoperator",
                                       "--activation-type",
                                       "s8",
                                       "--weight-type",
                                       "s8",
                                       "--per-tensor",
                                       "--symmetric-activations",
                                       "--symmetric-weights",
                                       "--calibration",
                                       "percentile",
                                       "--percentile",
                                       "99.9",
                                       "--exclude",
                                       "make_v3",
                                       "--op-types",
                                       "Conv,MatMul,Transpose",
                                       "--json",
                                       "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const auto json = nlohmann::json::parse(result.output);
  const auto& recipe = json["recipe"];
  EXPECT_EQ(recipe["format"], "qoperator");
  EXPECT_EQ(recipe["activation_type"], "int8");
  EXPECT_EQ(recipe["per_channel"], false);
  EXPECT_EQ(recipe["symmetric_activations"], true);
  EXPECT_EQ(recipe["percentile"], 99.9);
  EXPECT_EQ(json["integer_operators"].count("QGemm"), 0U);
  EXPECT_GT(json["integer_operators"]["QLinearConv"], 0);
  EXPECT_LT(json["output_bytes"], json["model_bytes"]);
}

TEST_F(Quantize, RemembersPreprocessingAndSamples) {
  const ChildResult result = quantize({"--data", path("samples"), "--mean", "1,2,3"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, AllOf(HasSubstr("integer"), HasSubstr("Conv")));
  const ir::Model written = load_model(out_);
  ASSERT_NE(ir::find_metadata(written, "sprint.preprocess"), nullptr);
  EXPECT_THAT(*ir::find_metadata(written, "sprint.preprocess"), HasSubstr("[1.0,2.0,3.0]"));
  EXPECT_NE(ir::find_metadata(written, "sprint.calibration"), nullptr);
}

TEST_F(Quantize, SameInputSameBytes) {
  ASSERT_EQ(quantize({"--data", path("samples")}).exit_code, 0);
  const std::string first = serialize_model(load_model(out_));
  std::filesystem::remove(out_);
  ASSERT_EQ(quantize({"--data", path("samples")}).exit_code, 0);
  EXPECT_TRUE(first == serialize_model(load_model(out_)));
}

TEST_F(Quantize, DynamicNeedsNoSamples) {
  const ChildResult result = quantize({"--mode", "dynamic", "--no-check"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("ConvInteger"));
}

TEST_F(Quantize, WrongUsageLeavesNothing) {
  expect_refused({}, 2, "--mode dynamic");
  expect_refused({"--mode", "dynamic", "--data", path("samples"), "--samples", "2"}, 2,
                 "dynamic mode does not calibrate");
  expect_refused({"--data", path("samples"), "--shape", "x=1,3,8,8"}, 2, "first sample of --data");
  expect_refused({"--mode", "dynamic", "--no-check", "--shape", "x=1,3,8,8"}, 2, "--no-check");
  expect_refused({"--mode", "dynamic", "--shape", "z=1,3,8,8"}, 2, "no model has an input 'z'");
  expect_refused({"--mode", "dynamic", "--shape", "x=1,3,8"}, 3, "expected a shape like");
  expect_refused({"--data", path("samples"), "--asymmetric-weights"}, 2, "one zero point");
  expect_refused({"--data", path("samples"), "--format", "tflite"}, 2, "--format");
  expect_refused({"--data", path("samples"), "--percentile", "0"}, 2, "percentile");
  expect_refused({"--data", path("samples"), "--exclude", "nothing*"}, 2, "matches no node");
  expect_refused({"--data", path("samples"), "--op-types", "Erf"}, 2, "is not in the model");
}

TEST_F(Quantize, OptionsThatWouldBeIgnoredAreRefused) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& text) {
    const bool is_dynamic = arguments.back() == "dynamic";
    arguments.insert(arguments.begin(), is_dynamic ? "--no-check" : "--data=" + path("samples"));
    expect_refused(arguments, 2, text);
  };
  for (const auto& [option, value] : {std::pair{"--format", "qdq"},
                                      {"--calibration", "min-max"},
                                      {"--percentile", "99"},
                                      {"--activation-type", "s8"},
                                      {"--samples", "2"}}) {
    refused({option, value, "--mode", "dynamic"}, option);
    refused({option, value, "--mode", "dynamic"}, "dynamic");
  }
  refused({"--symmetric-activations", "--mode", "dynamic"}, "--symmetric-activations: --mode");
  refused({"--calibration", "min-max", "--percentile", "99"},
          "--percentile: --calibration min-max");
  for (const char* value : {"nan", "0", "-1", "101"}) {
    refused({"--percentile", value}, "percentile: expected a number over 0");
  }
}

TEST_F(Quantize, PercentileAloneAsksForItsMethod) {
  const ChildResult result =
      quantize({"--data", path("samples"), "--percentile", "99", "--json", "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const auto recipe = nlohmann::json::parse(result.output)["recipe"];
  EXPECT_EQ(recipe["calibration"], "percentile");
  EXPECT_EQ(recipe["percentile"], 99);
}

TEST_F(Quantize, PrintsItsNotes) {
  ir::Model model;
  model.ir_version = 8;
  ir::set_opset_version(model, "", 13);
  ir::add_input(model.graph, "x", ir::tensor_type(DType::float32, {2, 2}));
  ir::add_constant(model.graph, "w", ir::Constant::of<float>({2, 2}, {1, 0.001F, 1, 0.001F}));
  ir::add_node(model.graph, "MatMul", {"x", "w"}, {"y"});
  ir::add_output(model.graph, "y");
  model.graph.values.back().type = ir::tensor_type(DType::float32, {2, 2});
  save_model(model, model_);
  const ChildResult result = quantize({"--mode", "dynamic", "--per-tensor"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("note     with one scale per weight"));
}

// The table of a Gather stays float in every recipe.
TEST_F(Quantize, OptimizePrintsTheNotesOfWhatItChose) {
  ir::Model model;
  model.ir_version = 8;
  ir::set_opset_version(model, "", 13);
  ir::add_input(model.graph, "ids", ir::tensor_type(DType::int64, {4}));
  ir::add_constant(model.graph, "table", ir::Constant::of({32, 8}, std::vector<float>(256, 0.5F)));
  ir::add_constant(model.graph, "w", ir::Constant::of({8, 4}, std::vector<float>(32, 0.25F)));
  ir::add_node(model.graph, "Gather", {"table", "ids"}, {"embedded"});
  ir::add_node(model.graph, "MatMul", {"embedded", "w"}, {"y"});
  ir::add_output(model.graph, "y");
  model.graph[model.graph.outputs[0]].type = ir::tensor_type(DType::float32, {4, 4});
  save_model(model, model_);
  std::filesystem::create_directory(path("ids"));
  for (int64_t i = 0; i < 6; ++i) {
    Tensor sample(DType::int64, {4});
    std::ranges::fill(sample.as<int64_t>(), i);
    save_npy(fmt::format("{}/{}.npy", path("ids"), i), sample);
  }
  const ChildResult result =
      run_sprint({"optimize", model_, "-o", out_, "--data", path("ids"), "--seconds", "0.1"});
  EXPECT_THAT(result.output, HasSubstr("Quantization: of 288 weights, these stay float: node "
                                       "'make_embedded' (Gather)"))
      << result.error;
}

TEST_F(Quantize, BadInputLeavesNothing) {
  expect_refused({"--data", path("nowhere")}, 3, "nowhere");
  expect_refused({"--data", path("samples"), "--exclude", "*"}, 3, "nothing to quantize");
  const std::string before = serialize_model(load_model(model_));
  const ChildResult itself = run_sprint({"quantize", model_, "-o", model_, "--mode", "dynamic"});
  EXPECT_EQ(itself.exit_code, 2) << itself.error;
  EXPECT_TRUE(before == serialize_model(load_model(model_)));
}

TEST_F(Quantize, RefusesWhatIsQuantizedAlready) {
  ASSERT_EQ(quantize({"--mode", "dynamic"}).exit_code, 0);
  const ChildResult again =
      run_sprint({"quantize", out_, "-o", path("twice.onnx"), "--mode", "dynamic"});
  EXPECT_EQ(again.exit_code, 3);
  EXPECT_THAT(again.error, HasSubstr("quantized already"));
  EXPECT_FALSE(std::filesystem::exists(path("twice.onnx")));
}

}  // namespace
}  // namespace sprint::tests
