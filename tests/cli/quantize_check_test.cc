// What `quantize` does before it writes: the model and the result run in ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/npy.h"
#include "ir/graph_for_test.h"
#include "save/save.h"
#include "sprint/session.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Tensor ones(std::vector<int64_t> dims) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::fill(tensor.as<float>(), 1.0F);
  return tensor;
}

class QuantizeCheck : public FilesTest {
 protected:
  QuantizeCheck() {
    model_.ir_version = 8;
    model_.opsets = {{"", 13, {}}};
  }

  void add_weights(const std::string& name, std::vector<int64_t> dims) {
    std::vector<float> values(static_cast<size_t>(element_count(dims)));
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 5) - 2;
    ir::add_constant(model_.graph, name, ir::Constant::of(std::move(dims), std::move(values)));
  }

  void add_input(const Shape& shape, DType dtype = DType::float32) {
    ir::Type type;
    type.dtype = dtype;
    type.shape = shape;
    ir::add_input(model_.graph, "x", type);
  }

  void add_sample(const Tensor& tensor) {
    std::filesystem::create_directory(path("samples"));
    save_npy(path("samples/first.npy"), tensor);
  }

  ChildResult quantize(std::vector<std::string> arguments,
                       const std::vector<std::string>& environment = {}) {
    if (model_.graph.outputs.empty()) ir::add_output(model_.graph, "y");
    if (!std::filesystem::exists(file_)) save_model(model_, file_);
    arguments.insert(arguments.begin(), {"quantize", file_, "-o", out_});
    return run_sprint(arguments, environment);
  }

  void expect_written(const std::vector<std::string>& arguments) {
    const ChildResult result = quantize(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.error;
    EXPECT_TRUE(std::filesystem::exists(out_));
    EXPECT_NO_THROW(open_session(out_, {.runtime = Runtime::onnxruntime}));
    std::filesystem::remove(out_);
  }

  // Returns the message.
  std::string expect_refused(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment = {}) {
    const ChildResult result = quantize(arguments, environment);
    EXPECT_EQ(result.exit_code, 3) << result.error;
    EXPECT_FALSE(std::filesystem::exists(out_));
    return result.error;
  }

  ir::Model model_;
  const std::string file_ = path("model.onnx"), out_ = path("out.onnx");
};

// ONNX Runtime has no dilation where pads follow from SAME_UPPER; the native runtime has.
TEST_F(QuantizeCheck, IsNotDoneInTheNativeRuntime) {
  add_input(shape_of({1, 2, 8, 8}));
  add_weights("w", {2, 2, 3, 3});
  ir::Node& conv = ir::add_node(model_.graph, "Conv", {"x", "w"}, {"y"});
  conv.set(ir::Attribute("auto_pad", std::string("SAME_UPPER")));
  conv.set(ir::Attribute("dilations", std::vector<int64_t>{2, 2}));
  EXPECT_THAT(expect_refused({"--mode", "dynamic"}),
              AllOf(HasSubstr("the model as it came does not run in ONNX "
                              "Runtime on random values"),
                    HasSubstr("Dilation not supported"), HasSubstr("--no-check")));
  EXPECT_EQ(quantize({"--mode", "dynamic", "--no-check"}).exit_code, 0);
}

TEST_F(QuantizeCheck, FailsWithoutOnnxRuntime) {
  add_input(shape_of({1, 4}));
  add_weights("w", {4, 4});
  ir::add_node(model_.graph, "MatMul", {"x", "w"}, {"y"});
  const std::vector<std::string> none{"SPRINT_ONNXRUNTIME=/nonexistent/libonnxruntime.so.1"};
  EXPECT_THAT(expect_refused({"--mode", "dynamic"}, none),
              AllOf(HasSubstr("needs ONNX Runtime"), HasSubstr("SPRINT_ONNXRUNTIME"),
                    HasSubstr("--no-check")));
  expect_written({"--mode", "dynamic"});
}

// ONNX Runtime refuses the model as it came for its other branch.
TEST_F(QuantizeCheck, TakesAModelWhoseBranchNeverTakenIsRefused) {
  add_input(shape_of({2, 4}));
  add_weights("w", {4, 4});
  Tensor no(DType::boolean, {});
  ir::add_constant(model_.graph, "no", ir::Constant::make(std::move(no)));
  ir::Graph taken, other;
  taken.name = "taken";
  ir::add_node(taken, "MatMul", {"x", "w"}, {"product"});
  ir::add_output(taken, "product");
  other.name = "other";
  ir::add_constant(other, "axes", ir::Constant::of<int64_t>({1}, {0}));
  ir::add_node(other, "Squeeze", {"x", "axes"}, {"squeezed"});
  ir::add_output(other, "squeezed");
  ir::Node& branch = ir::add_node(model_.graph, "If", {"no"}, {"y"});
  branch.set({"then_branch", std::make_shared<const ir::Graph>(std::move(other))});
  branch.set({"else_branch", std::make_shared<const ir::Graph>(std::move(taken))});
  expect_written({"--mode", "dynamic"});
}

// A one-dimensional convolution, which the native runtime does not have, longer than one element.
TEST_F(QuantizeCheck, FindsALengthThatTheModelRunsOn) {
  add_input({1, 4, Dim::named("length")});
  add_weights("w", {4, 4, 7});
  ir::add_node(model_.graph, "Conv", {"x", "w"}, {"y"});
  expect_written({"--mode", "dynamic"});
  add_sample(ones({1, 4, 9}));
  expect_written({"--mode", "dynamic", "--data", path("samples")});
  expect_written({"--data", path("samples")});
  EXPECT_THAT(
      expect_refused({"--mode", "dynamic", "--shape", "x=1,4,3"}),
      AllOf(HasSubstr("the model as it came"), HasSubstr("x [1, 4, 3]"), HasSubstr("--shape")));
  expect_written({"--mode", "dynamic", "--shape", "x=1,4,11"});
}

// Random indices are 0 and 1; the sample is beyond the table.
TEST_F(QuantizeCheck, TakesTheFirstSampleInDynamicMode) {
  add_input(shape_of({1, 2}), DType::int64);
  add_weights("table", {8, 4});
  add_weights("w", {4, 4});
  ir::add_node(model_.graph, "Gather", {"table", "x"}, {"g"});
  ir::add_node(model_.graph, "MatMul", {"g", "w"}, {"y"});
  expect_written({"--mode", "dynamic"});
  Tensor sample(DType::int64, {1, 2});
  sample.as<int64_t>()[1] = 8;
  add_sample(sample);
  EXPECT_THAT(expect_refused({"--mode", "dynamic", "--data", path("samples")}),
              AllOf(HasSubstr("the model as it came"), HasSubstr("samples/first.npy"),
                    HasSubstr("indices"), Not(HasSubstr("--shape"))));
}

TEST_F(QuantizeCheck, TakesZeroSizedDimensions) {
  add_input(shape_of({0, 4}));
  add_weights("w", {4, 4});
  ir::add_node(model_.graph, "MatMul", {"x", "w"}, {"y"});
  expect_written({"--mode", "dynamic"});
}

TEST_F(QuantizeCheck, TakesAModelWithoutInputs) {
  add_weights("v", {2, 4});
  add_weights("w", {4, 4});
  ir::add_node(model_.graph, "RandomNormalLike", {"v"}, {"x"});
  ir::add_node(model_.graph, "MatMul", {"x", "w"}, {"y"});
  expect_written({"--mode", "dynamic"});
}

TEST_F(QuantizeCheck, WritesADomainOnceThatIsImportedTwice) {
  model_.opsets = {{"", 11, {}}, {"ai.onnx", 11, {}}};
  add_input(shape_of({2, 8}));
  add_weights("w", {8, 4});
  ir::add_node(model_.graph, "Gemm", {"x", "w"}, {"y"});
  add_sample(ones({2, 8}));
  expect_written({"--data", path("samples")});
}

}  // namespace
}  // namespace sprint::tests
