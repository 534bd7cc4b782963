// ONNX's own test data in the native runtime: what it takes on gives what is recorded.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/plan.h"
#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/session.h"
#include "tests/support/onnx_cases.h"

namespace sprint::tests {
namespace {

enum class Result { right, wrong, unsupported };

bool close(const Tensor& given, const Tensor& expected) {
  if (given.dtype != expected.dtype || given.dims != expected.dims) return false;
  const std::vector<float> a = to_floats(given), b = to_floats(expected);
  for (size_t i = 0; i < a.size(); ++i) {
    const bool same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    if (!same && !(std::abs(a[i] - b[i]) <= 1e-5F + 1e-4F * std::abs(b[i]))) return false;
  }
  return true;
}

bool all_close(const std::vector<Tensor>& given, const std::vector<Tensor>& expected) {
  return std::ranges::equal(given, expected, close);
}

// Where ONNX Runtime itself departs from what is recorded, it is the referee.
Result run_natively(const Case& test) {
  SessionOptions options;
  options.runtime = Runtime::native;
  const Model model(std::make_shared<const ir::Model>(test.model));
  try {
    const std::vector<Tensor> given = open_session(model, options)->run(test.inputs);
    if (all_close(given, test.outputs)) return Result::right;
    const bool as_referee =
        all_close(given, open_session(model, {.runtime = Runtime::onnxruntime})->run(test.inputs));
    return as_referee ? Result::right : Result::wrong;
  } catch (const Error& error) {
    EXPECT_NE(error.code(), ErrorCode::internal) << test.name << ": " << error.what();
    return Result::unsupported;
  }
}

class NativeConformance : public testing::TestWithParam<const char*> {};

TEST_P(NativeConformance, WhatIsTakenOnGivesWhatIsRecorded) {
  if (!fs::exists(data_folder())) {
    GTEST_SKIP() << "ONNX's test data is missing: install libonnx-testdata";
  }
  std::map<std::string, std::vector<std::string>> wrong;
  std::set<std::string> right;
  for (const Case& test : load_cases(GetParam())) {
    Result result = run_natively(test);
    if (result == Result::unsupported) result = run_natively(with_constants(test));
    if (result == Result::wrong) wrong[test.model.graph.nodes[0].op_type].push_back(test.name);
    if (result == Result::right) right.insert(test.name);
  }
  for (const auto& [op_type, names] : wrong) {
    for (const std::string& name : names) ADD_FAILURE() << op_type << ": " << name;
  }
  RecordProperty("right", static_cast<int>(right.size()));
  std::printf("%s: %zu cases run natively and right\n", GetParam(), right.size());
  EXPECT_GT(right.size(), 0U);
}

TEST(NativeOperators, AreThoseOfTheDocument) {
  std::ifstream document(SPRINT_SOURCE_DIR "/docs/operators.md");
  std::vector<std::string> listed;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("- ")) listed.push_back(line.substr(2));
  }
  EXPECT_EQ(listed, engine::supported_operators());
}

INSTANTIATE_TEST_SUITE_P(, NativeConformance, testing::Values("node", "simple"),
                         [](const auto& group) { return std::string(group.param); });

}  // namespace
}  // namespace sprint::tests
