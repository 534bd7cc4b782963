#include "session/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/temporary_folder.h"
#include "sprint/error.h"
#include "tests/support/tiny_model.h"

namespace sprint::session {
namespace {

std::vector<OperatorProfile> read(const std::string& json) {
  std::istringstream stream(json);
  return read_trace(stream);
}

TEST(Profile, ListsTheOperatorsOfAModel) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/model.onnx";
  const std::vector<int64_t> dims{300, 300};
  std::ofstream(path, std::ios::binary) << tests::tiny_model(
      {{"MatMul", {"x", "x"}, {"a"}}, {"Sin", {"a"}, {"b"}}, {"Sin", {"b"}, {"y"}}},
      {tests::value_info({"x", DType::float32, dims})},
      {tests::value_info({"y", DType::float32, dims})});
  const auto profile = profile_operators(path, std::vector{Tensor(DType::float32, dims)}, {}, 5);
  ASSERT_EQ(profile.size(), 2U);
  for (const OperatorProfile& entry : profile) {
    EXPECT_EQ(entry.calls, entry.op_type == "Sin" ? 2U : 1U) << entry.op_type;
    EXPECT_GT(entry.us, 0) << entry.op_type;
  }
}

TEST(Profile, TakesTheMedianRunAndLeavesOutTheFirst) {
  const auto profile = read(R"([
    {"cat":"Session","name":"session_initialization","dur":900},
    {"cat":"Node","name":"a_kernel_time","dur":500,"args":{"op_name":"Conv"}},
    {"cat":"Session","name":"model_run","dur":510},
    {"cat":"Node","name":"a_kernel_time","dur":10,"args":{"op_name":"Conv"}},
    {"cat":"Node","name":"b_kernel_time","dur":40,"args":{"op_name":"Relu"}},
    {"cat":"Node","name":"c_kernel_time","dur":6,"args":{"op_name":"Conv"}},
    {"cat":"Session","name":"model_run","dur":70},
    {"cat":"Node","name":"a_kernel_time","dur":14,"args":{"op_name":"Conv"}},
    {"cat":"Node","name":"b_kernel_time","dur":60,"args":{"op_name":"Relu"}},
    {"cat":"Node","name":"c_kernel_time","dur":6,"args":{"op_name":"Conv"}},
    {"cat":"Session","name":"model_run","dur":90},
    {"cat":"Node","name":"a_kernel_time","dur":12,"args":{"op_name":"Conv"}},
    {"cat":"Node","name":"b_kernel_time","dur":9000,"args":{"op_name":"Relu"}},
    {"cat":"Node","name":"c_kernel_time","dur":6,"args":{"op_name":"Conv"}},
    {"cat":"Session","name":"model_run","dur":90}])");
  ASSERT_EQ(profile.size(), 2U);
  EXPECT_EQ(profile[0].op_type, "Relu");
  EXPECT_DOUBLE_EQ(profile[0].us, 60);
  EXPECT_EQ(profile[1].op_type, "Conv");
  EXPECT_EQ(profile[1].calls, 2U);
  EXPECT_DOUBLE_EQ(profile[1].us, 18);
}

TEST(Profile, RefusesWhatIsNoTrace) {
  EXPECT_THROW(read("[{"), Error);
  EXPECT_THROW(read("[]"), Error);
}

}  // namespace
}  // namespace sprint::session
