#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/temporary_folder.h"
#include "session/inputs.h"
#include "sprint/error.h"
#include "sprint/session.h"
#include "tests/support/tiny_model.h"

namespace sprint {

// In the names of the tests.
void PrintTo(DType dtype, std::ostream* out) { *out << dtype_name(dtype); }

namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::sequence_info;
using tests::tiny_model;
using tests::unary_model;
using tests::value_info;

class OnnxRuntime : public ::testing::Test {
 protected:
  std::string write(const std::string& bytes) {
    const std::string path = folder_.path() + "/model.onnx";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::unique_ptr<Session> open(const std::string& bytes) {
    return open_session(write(bytes), {.runtime = Runtime::onnxruntime});
  }

  template <typename F>
  std::string error_of(F f) {
    try {
      f();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_input);
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return "";
  }

  TemporaryFolder folder_;
};

Tensor floats(std::vector<int64_t> dims, std::initializer_list<float> values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::copy(values.begin(), values.end(), tensor.as<float>().begin());
  return tensor;
}

// Their numbers in ONNX Runtime are not those of ONNX, and four elements share a byte.
TEST_F(OnnxRuntime, TakesIntegersOfTwoBits) {
  const auto session = open(tiny_model({}, {value_info({"x", DType::uint2, {7}})},
                                       {value_info({"x", DType::uint2, {7}})}, {}, 25));
  EXPECT_EQ(session->inputs()[0].dtype, DType::uint2);
  EXPECT_EQ(session->outputs()[0].dtype, DType::uint2);
  Tensor tensor(DType::uint2, {7});
  tensor.data = {std::byte{0b11100100}, std::byte{0b00011011}};
  const Tensor result = session->run(std::vector{tensor}).at(0);
  EXPECT_EQ(result.dtype, DType::uint2);
  EXPECT_THAT(result.dims, ElementsAre(7));
  EXPECT_EQ(result.data, tensor.data);
}

TEST_F(OnnxRuntime, RunsAModel) {
  const auto session = open(unary_model("Neg", DType::float32, {1, 3}));
  EXPECT_THAT(session->runtime(), HasSubstr("onnxruntime 1."));
  ASSERT_EQ(session->inputs().size(), 1U);
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->inputs()[0].dtype, DType::float32);
  EXPECT_THAT(session->inputs()[0].dims, ElementsAre(1, 3));
  const std::vector<Tensor> results = session->run(std::vector{floats({1, 3}, {1, -2, 3})});
  ASSERT_EQ(results.size(), 1U);
  EXPECT_THAT(results[0].dims, ElementsAre(1, 3));
  EXPECT_THAT(results[0].as<float>(), ElementsAre(-1, 2, -3));
}

TEST_F(OnnxRuntime, OpenDimensionsAreDecidedByTheSample) {
  const auto session = open(unary_model("Neg", DType::float32, {-1, 2}));
  EXPECT_THAT(session->inputs()[0].dims, ElementsAre(-1, 2));
  EXPECT_THAT(session->run(std::vector{floats({2, 2}, {1, 2, 3, 4})})[0].dims, ElementsAre(2, 2));
  EXPECT_THAT(session->run(std::vector{floats({1, 2}, {1, 2})})[0].dims, ElementsAre(1, 2));
  EXPECT_THAT(session->run(std::vector{floats({0, 2}, {})})[0].dims, ElementsAre(0, 2));
}

TEST_F(OnnxRuntime, BoundInputsAreCopiedAndResultsAreThoseOfTheLastRun) {
  const auto session = open(unary_model("Neg", DType::float32, {-1}));
  std::vector inputs{floats({2}, {1, 2})};
  session->bind(inputs);
  inputs[0].as<float>()[0] = 7;
  for (int i = 0; i < 3; ++i) session->run_bound();
  EXPECT_THAT(session->results()[0].as<float>(), ElementsAre(-1, -2));
  session->bind(std::vector{floats({3}, {4, 5, 6})});
  session->run_bound();
  EXPECT_THAT(session->results()[0].as<float>(), ElementsAre(-4, -5, -6));
}

class EveryType : public OnnxRuntime, public ::testing::WithParamInterface<DType> {};

TEST_P(EveryType, GoesThrough) {
  const auto session = open(unary_model("Identity", GetParam(), {2, 3}));
  Tensor tensor(GetParam(), {2, 3});
  for (size_t i = 0; i < tensor.data.size(); ++i)
    tensor.data[i] = static_cast<std::byte>(GetParam() == DType::boolean ? i % 2 : i);
  const Tensor result = session->run(std::vector{tensor})[0];
  EXPECT_EQ(result.dtype, GetParam());
  EXPECT_EQ(result.dims, tensor.dims);
  EXPECT_EQ(result.data, tensor.data);
}

INSTANTIATE_TEST_SUITE_P(OnnxRuntime, EveryType,
                         ::testing::Values(DType::float32, DType::float16, DType::bfloat16,
                                           DType::float64, DType::uint8, DType::int8, DType::uint16,
                                           DType::int16, DType::int32, DType::int64, DType::uint32,
                                           DType::uint64, DType::boolean),
                         [](const auto& test) { return dtype_name(test.param); });

TEST_F(OnnxRuntime, RefusesInputsThatDoNotFit) {
  const auto session = open(unary_model("Neg", DType::float32, {-1, 3}));
  EXPECT_THAT(error_of([&] {
                session->run(std::vector{floats({1, 4}, {1, 2, 3, 4})});
              }),
              AllOf(HasSubstr("model.onnx"), HasSubstr("input 'x'"), HasSubstr("float32 [?, 3]"),
                    HasSubstr("float32 [1, 4]")));
  EXPECT_THAT(error_of([&] {
                session->run(std::vector{Tensor(DType::int8, {1, 3})});
              }),
              HasSubstr("got int8 [1, 3]"));
  EXPECT_THAT(error_of([&] { session->bind(std::vector<Tensor>{}); }),
              HasSubstr("takes 1 inputs, got 0"));
  Tensor short_of_bytes(DType::float32, {1, 3});
  short_of_bytes.data.resize(4);
  EXPECT_THAT(error_of([&] { session->run(std::vector{short_of_bytes}); }), HasSubstr("12 bytes"));
}

TEST_F(OnnxRuntime, RefusesWhatIsNoModel) {
  const SessionOptions options{.runtime = Runtime::onnxruntime};
  EXPECT_THAT(error_of([&] { open_session(folder_.path() + "/absent.onnx", options); }),
              AllOf(HasSubstr("absent.onnx"), HasSubstr("no such file")));
  EXPECT_THAT(error_of([&] { open_session(folder_.path(), options); }), HasSubstr("is a folder"));
  EXPECT_THAT(error_of([&] { open("Some text that is no model.\n"); }),
              AllOf(HasSubstr("model.onnx"), HasSubstr("ONNX Runtime")));
  EXPECT_THAT(error_of([&] { open(unary_model("NoSuchOperator", DType::float32, {1})); }),
              HasSubstr("NoSuchOperator"));
}

TEST_F(OnnxRuntime, RefusesStringsAndSequencesByName) {
  EXPECT_THAT(error_of([&] { open(unary_model("Identity", DType::string, {1})); }),
              AllOf(HasSubstr("'x'"), HasSubstr("string")));
  const std::string sequence =
      tiny_model({{"SequenceConstruct", {"x"}, {"s"}}}, {value_info({"x", DType::float32, {1}})},
                 {sequence_info("s")});
  EXPECT_THAT(error_of([&] { open(sequence); }), AllOf(HasSubstr("'s'"), HasSubstr("no tensor")));
}

TEST_F(OnnxRuntime, RandomInputsFollowTheModelAndTheSeed) {
  const std::vector<TensorSpec> specs{{"x", DType::float32, {-1, 4}}, {"ids", DType::int64, {3}}};
  const auto first = session::random_inputs(specs, {{"x", {2, 4}}}, 1);
  EXPECT_THAT(first[0].dims, ElementsAre(2, 4));
  for (const float value : first[0].as<float>()) EXPECT_TRUE(value >= 0 && value < 1);
  for (const int64_t value : first[1].as<int64_t>()) EXPECT_TRUE(value == 0 || value == 1);
  EXPECT_EQ(first[0].data, session::random_inputs(specs, {{"x", {2, 4}}}, 1)[0].data);
  EXPECT_NE(first[0].data, session::random_inputs(specs, {{"x", {2, 4}}}, 2)[0].data);
  EXPECT_THAT(session::random_inputs(specs)[0].dims, ElementsAre(1, 4));
  EXPECT_THAT(error_of([&] {
                session::random_inputs(specs, {{"x", {2, 5}}});
              }),
              HasSubstr("expected a shape like [?, 4], got [2, 5]"));
  EXPECT_THAT(error_of([&] {
                session::random_inputs(specs, {{"y", {1}}});
              }),
              HasSubstr("no input 'y'"));
}

}  // namespace
}  // namespace sprint
