// ONNX's own test data (Debian's libonnx-testdata, or the folder named by SPRINT_ONNX_TESTDATA)
// held against the operators: inferred shapes and evaluated values must be those recorded, and
// upgraded models must compute the same in ONNX Runtime.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "load/load.h"
#include "load/tensor.h"
#include "ops/op.h"
#include "prepare/passes.h"
#include "prepare/prepare.h"
#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/session.h"
#include "tests/support/onnx_cases.h"

namespace sprint {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace)

// Forgets what the file says of every value but its inputs.
void forget_types(ir::Graph& graph) {
  for (size_t i = 0; i < graph.values.size(); ++i) {
    const auto id = static_cast<ir::ValueId>(i);
    const bool is_input =
        std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
    if (!is_input) graph.values[i].type.shape.reset();
  }
}

// Makes constants of the inputs that hold shapes, axes and the like.
void fix_integer_inputs(Case& test) {
  ir::Graph& graph = test.model.graph;
  std::vector<ir::ValueId> open;
  for (size_t i = 0; i < graph.inputs.size(); ++i) {
    const ir::ValueId id = graph.inputs[i];
    const bool settings = i > 0 && test.inputs[i].dims.size() <= 1;
    if (!settings) {
      open.push_back(id);
      continue;
    }
    graph[id].constant = ir::Constant::make(test.inputs[i]);
    graph.initializers.push_back(id);
  }
  graph.inputs = open;
}

bool agrees(const Shape& inferred, const std::vector<int64_t>& recorded) {
  if (inferred.size() != recorded.size()) return false;
  for (size_t i = 0; i < inferred.size(); ++i) {
    if (inferred[i].known() && inferred[i].value != recorded[i]) return false;
  }
  return true;
}

// The largest difference relative to 1 + |b|; infinite where types, shapes or NaNs differ.
double difference(const Tensor& a, const Tensor& b) {
  if (a.dtype != b.dtype || a.dims != b.dims) return INFINITY;
  if (a.data == b.data) return 0;
  const std::vector<float> x = to_floats(a), y = to_floats(b);
  double largest = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i]))) continue;
    const double d = std::fabs(double{x[i]} - y[i]) / (1 + std::fabs(y[i]));
    largest = std::isnan(d) ? INFINITY : std::max(largest, d);
  }
  return largest;
}

// Scan of version 8 cannot be said in later ones; every other model must go through.
template <typename F>
std::optional<ir::Model> attempt(const Case& test, F&& stage) {
  try {
    return stage();
  } catch (const Error& error) {
    EXPECT_EQ(test.name, "test_scan_sum") << error.what();
    return std::nullopt;
  }
}

class OnnxTestData : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(data_folder() / "node")) {
      GTEST_SKIP() << "ONNX's test data is missing: install libonnx-testdata";
    }
  }
};

TEST_F(OnnxTestData, InferredShapesAreThoseRecorded) {
  size_t outputs = 0, ranked = 0, solved = 0;
  std::map<std::string, int> open;
  for (Case& test : load_cases("node")) {
    SCOPED_TRACE(test.name);
    fix_integer_inputs(test);
    forget_types(test.model.graph);
    const auto model = attempt(test, [&] { return infer_shapes(test.model); });
    if (!model) continue;
    for (size_t i = 0; i < test.outputs.size(); ++i) {
      ++outputs;
      const ir::Type& type = model->graph[model->graph.outputs[i]].type;
      if (type.dtype != DType::undefined) {
        EXPECT_EQ(type.dtype, test.outputs[i].dtype);
      }
      if (type.shape) {
        ++ranked;
        EXPECT_TRUE(agrees(*type.shape, test.outputs[i].dims))
            << shape_text(*type.shape) << " but " << dims_text(test.outputs[i].dims);
      }
      if (type.shape && known_dims(*type.shape)) {
        ++solved;
      } else {
        ++open[model->graph.nodes.front().op_type];
      }
    }
  }
  std::string left;
  for (const auto& [op, count] : open) left += " " + op + ":" + std::to_string(count);
  RecordProperty("outputs", static_cast<int>(outputs));
  RecordProperty("solved", static_cast<int>(solved));
  RecordProperty("open", left);
  EXPECT_GT(solved, outputs * 8 / 10) << "not solved:" << left;
}

TEST_F(OnnxTestData, EvaluatedValuesAreThoseRecorded) {
  size_t evaluated = 0;
  for (const Case& test : load_cases("node")) {
    SCOPED_TRACE(test.name);
    if (test.model.graph.nodes.size() != 1) continue;
    const ir::Node& node = test.model.graph.nodes.front();
    const ops::OpSpec* spec = ops::find_op(node.domain, node.op_type);
    if (spec == nullptr || spec->evaluate == nullptr) continue;
    std::map<ir::ValueId, ir::ConstantPtr> given;
    for (size_t i = 0; i < test.inputs.size(); ++i) {
      given[test.model.graph.inputs[i]] = ir::Constant::make(test.inputs[i]);
    }
    ops::EvalContext context{node, ir::opset_version(test.model, node.domain), {}};
    for (const ir::ValueId id : node.inputs) {
      context.inputs.push_back(id == ir::kNoValue ? nullptr : given[id]);
    }
    const ops::Results results = spec->evaluate(context);
    for (size_t i = 0; i < results.size(); ++i) {
      if (!results[i]) continue;
      ++evaluated;
      EXPECT_LT(difference(results[i]->to_tensor(), test.outputs[i]), 1e-6);
    }
  }
  RecordProperty("evaluated", static_cast<int>(evaluated));
  EXPECT_GT(evaluated, 200U);
}

// Nothing where ONNX Runtime cannot run the model.
std::optional<std::vector<Tensor>> run(const ir::Model& model, const std::vector<Tensor>& inputs) {
  const SessionOptions options{.runtime = Runtime::onnxruntime, .optimize = false};
  try {
    const auto session = open_session(Model(std::make_shared<const ir::Model>(model)), options);
    return session->run(inputs);
  } catch (const Error&) {
    return std::nullopt;
  }
}

class Upgrades : public OnnxTestData, public testing::WithParamInterface<int64_t> {};

TEST_P(Upgrades, ComputeTheSameInOnnxRuntime) {
  const int64_t target = GetParam();
  size_t compared = 0;
  for (const std::string group : {"node", "pytorch-converted", "pytorch-operator", "simple"}) {
    for (const Case& test : load_cases(group)) {
      SCOPED_TRACE(group + "/" + test.name);
      const int64_t opset = ir::opset_version(test.model);
      if (opset < ops::kOldestOpset || opset >= target) continue;
      const auto expected = run(test.model, test.inputs);
      if (!expected) continue;
      const auto upgraded = attempt(
          test, [&] { return prepare_passes::upgrade_opset(infer_shapes(test.model), target); });
      if (!upgraded) continue;
      EXPECT_EQ(ir::opset_version(*upgraded), target);
      const auto actual = run(*upgraded, test.inputs);
      if (!actual) {
        ADD_FAILURE() << "does not run after the upgrade from " << opset;
        continue;
      }
      ++compared;
      for (size_t i = 0; i < expected->size(); ++i) {
        EXPECT_LT(difference((*actual)[i], (*expected)[i]), 1e-5) << "from " << opset;
      }
    }
  }
  RecordProperty("compared", static_cast<int>(compared));
  EXPECT_GT(compared, 50U);
}

INSTANTIATE_TEST_SUITE_P(To, Upgrades, testing::Values(13, 18, 21));

// What prepare() does all together, to every model that ONNX Runtime runs.
TEST_F(OnnxTestData, PreparedModelsComputeTheSame) {
  size_t compared = 0;
  for (const std::string group : {"node", "pytorch-converted", "pytorch-operator", "simple"}) {
    for (const Case& test : load_cases(group)) {
      SCOPED_TRACE(group + "/" + test.name);
      if (ir::opset_version(test.model) < ops::kOldestOpset) continue;
      const auto expected = run(test.model, test.inputs);
      if (!expected) continue;
      const auto prepared = attempt(test, [&] { return prepare(test.model); });
      if (!prepared) continue;
      const auto actual = run(*prepared, test.inputs);
      if (!actual) {
        ADD_FAILURE() << "does not run once prepared";
        continue;
      }
      ++compared;
      for (size_t i = 0; i < expected->size(); ++i) {
        const bool random = test.name.find("dropout") != std::string::npos ||
                            test.name.find("bernoulli") != std::string::npos;
        if (!random) {
          EXPECT_LT(difference((*actual)[i], (*expected)[i]), 1e-5);
        }
      }
    }
  }
  RecordProperty("compared", static_cast<int>(compared));
  EXPECT_GT(compared, 500U);
}

}  // namespace
}  // namespace sprint
