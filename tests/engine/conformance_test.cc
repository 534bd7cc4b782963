// ONNX's own test data in both runtimes: what the native one takes on gives what is recorded.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "engine/plan.h"
#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/session.h"
#include "tests/support/onnx_cases.h"

namespace sprint::tests {
namespace {

enum class Kind { right, wrong, unsupported };

struct Result {
  Kind kind = Kind::right;
  std::string reason;  // why it is unsupported
};

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

Result run_in(Runtime runtime, const Case& test) {
  SessionOptions options;
  options.runtime = runtime;
  const Model model(std::make_shared<const ir::Model>(test.model));
  try {
    const std::vector<Tensor> given = open_session(model, options)->run(test.inputs);
    return {all_close(given, test.outputs) ? Kind::right : Kind::wrong, ""};
  } catch (const Error& error) {
    EXPECT_NE(error.code(), ErrorCode::internal) << test.name << ": " << error.what();
    return {Kind::unsupported, error.what()};
  }
}

bool run_alike(const Case& test) {
  SessionOptions options;
  options.runtime = Runtime::native;
  const Model model(std::make_shared<const ir::Model>(test.model));
  return all_close(open_session(model, options)->run(test.inputs),
                   open_session(model, {.runtime = Runtime::onnxruntime})->run(test.inputs));
}

// Where ONNX Runtime itself departs from what is recorded, it is the referee.
Result run_natively(const Case& test) {
  Result result = run_in(Runtime::native, test);
  const bool departs = result.kind == Kind::wrong &&
                       run_in(Runtime::onnxruntime, test).kind == Kind::wrong && run_alike(test);
  if (departs) result.kind = Kind::right;
  return result;
}

// What came out, by case.
struct Tally {
  std::vector<std::string> right, wrong, unsupported;

  void add(const Case& test, const Result& result) {
    const std::string line = result.reason.empty() ? test.name : test.name + ": " + result.reason;
    (result.kind == Kind::right   ? right
     : result.kind == Kind::wrong ? wrong
                                  : unsupported)
        .push_back(line);
  }

  void print(const char* runtime, const char* group) const {
    std::printf("%s, %s: %zu right, %zu otherwise, %zu unsupported\n", group, runtime, right.size(),
                wrong.size(), unsupported.size());
    for (const std::string& line : wrong) std::printf("  otherwise: %s\n", line.c_str());
    for (const std::string& line : unsupported) std::printf("  unsupported: %s\n", line.c_str());
  }
};

struct Group {
  const char* name;
  size_t least_right;  // of the native runtime, on the data of libonnx-testdata 1.12
};

class NativeConformance : public testing::TestWithParam<Group> {};

TEST_P(NativeConformance, WhatIsTakenOnGivesWhatIsRecorded) {
  if (!fs::exists(data_folder())) {
    GTEST_SKIP() << "ONNX's test data is missing: install libonnx-testdata";
  }
  Tally native, referee;
  for (const Case& test : load_cases(GetParam().name)) {
    Result result = run_natively(test);
    if (result.kind == Kind::unsupported) result = run_natively(with_constants(test));
    native.add(test, result);
    referee.add(test, run_in(Runtime::onnxruntime, test));
  }
  native.print("native", GetParam().name);
  referee.print("ONNX Runtime", GetParam().name);
  for (const std::string& name : native.wrong) ADD_FAILURE() << name;
  EXPECT_GE(native.right.size(), GetParam().least_right);
}

TEST(NativeOperators, AreThoseOfTheDocument) {
  std::ifstream document(SPRINT_SOURCE_DIR "/docs/operators.md");
  std::vector<std::string> listed;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("- ")) listed.push_back(line.substr(2));
  }
  EXPECT_EQ(listed, engine::supported_operators());
}

INSTANTIATE_TEST_SUITE_P(, NativeConformance,
                         testing::Values(Group{"node", 434}, Group{"simple", 5}),
                         [](const auto& group) { return std::string(group.param.name); });

}  // namespace
}  // namespace sprint::tests
