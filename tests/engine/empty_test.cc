// Every operator of the native runtime with each dimension of its inputs and weights 0 in turn: it
// gives an answer or refuses by name, and the sanitizers see what it should not have touched. Sums
// over nothing are held to ONNX Runtime, which itself dies of some other operators' empty inputs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/plan.h"
#include "ir/graph_for_test.h"
#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/session.h"
#include "tests/support/onnx_cases.h"

namespace sprint::tests {
namespace {

using Dims = std::vector<int64_t>;

std::string label(const ir::Node& node) {
  return node.domain.empty() ? node.op_type : node.domain + "." + node.op_type;
}

bool close(const Tensor& given, const Tensor& expected) {
  if (given.dtype != expected.dtype || given.dims != expected.dims) return false;
  const std::vector<float> a = to_floats(given), b = to_floats(expected);
  for (size_t i = 0; i < a.size(); ++i) {
    const bool same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    const float most = given.dtype == DType::float32 ? 1e-5F + 1e-4F * std::abs(b[i]) : 0;
    if (!same && !(std::abs(a[i] - b[i]) <= most)) return false;
  }
  return true;
}

// `tensor` with dimension `axis` of 0.
Tensor emptied(const Tensor& tensor, size_t axis) {
  Dims dims = tensor.dims;
  dims[axis] = 0;
  return {tensor.dtype, dims};
}

// Every dimension that is `size` becomes 0.
Tensor emptied_of(const Tensor& tensor, int64_t size) {
  Dims dims = tensor.dims;
  std::ranges::replace(dims, size, int64_t{0});
  return dims == tensor.dims ? tensor : Tensor(tensor.dtype, dims);
}

class Empties {
 public:
  explicit Empties(bool compare = false) : compare_(compare) {}

  size_t answers = 0, refusals = 0, compared = 0;
  std::set<std::string> seen;  // operators

  // Each dimension on its own, and all of one size, as the dimensions that belong together are.
  void run(const Case& test) {
    for (const ir::Node& node : test.model.graph.nodes) seen.insert(label(node));
    std::vector<Tensor> all = test.inputs;
    const size_t inputs = all.size();
    const std::vector<ir::ValueId> constants = test.model.graph.initializers;
    for (const ir::ValueId id : constants) {
      const ir::Constant& constant = *test.model.graph[id].constant;
      all.push_back(constant.dtype() == DType::string ? Tensor() : constant.to_tensor());
    }
    std::set<int64_t> sizes;
    for (size_t i = 0; i < all.size(); ++i) {
      for (size_t axis = 0; axis < all[i].dims.size(); ++axis) {
        sizes.insert(all[i].dims[axis]);
        std::vector<Tensor> changed = all;
        changed[i] = emptied(all[i], axis);
        attempt(test, constants, changed, inputs);
      }
    }
    for (const int64_t size : sizes) {
      std::vector<Tensor> changed;
      for (const Tensor& tensor : all) changed.push_back(emptied_of(tensor, size));
      attempt(test, constants, changed, inputs);
    }
  }

 private:
  void attempt(const Case& test, const std::vector<ir::ValueId>& constants,
               std::vector<Tensor> tensors, size_t inputs) {
    ir::Model model = test.model;
    ir::Graph& graph = model.graph;
    std::string trace = test.name;
    for (size_t i = 0; i < tensors.size(); ++i) trace += " " + dims_text(tensors[i].dims);
    SCOPED_TRACE(trace);
    for (size_t i = 0; i < inputs; ++i) {
      graph[graph.inputs[i]].type.shape = shape_of(tensors[i].dims);
    }
    for (size_t i = 0; i < constants.size(); ++i) {
      ir::Value& value = graph[constants[i]];
      if (value.constant->dtype() == DType::string) continue;
      value.constant = ir::Constant::make(tensors[inputs + i]);
      if (value.type.shape) value.type.shape = shape_of(value.constant->dims());
    }
    for (const ir::ValueId id : graph.outputs) graph[id].type.shape.reset();
    for (const ir::ValueId id : graph.value_infos) graph[id].type.shape.reset();
    tensors.resize(inputs);
    judge(Model(std::make_shared<const ir::Model>(std::move(model))), tensors);
  }

  void judge(const Model& model, const std::vector<Tensor>& inputs) {
    std::vector<Tensor> given;
    try {
      given = open_session(model, {.runtime = Runtime::native})->run(inputs);
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
      ++refusals;
      return;
    }
    ++answers;
    if (compare_) compare(model, inputs, given);
  }

  // Where ONNX Runtime takes the model at all.
  void compare(const Model& model, const std::vector<Tensor>& inputs,
               const std::vector<Tensor>& given) {
    std::vector<Tensor> expected;
    try {
      const SessionOptions options{.runtime = Runtime::onnxruntime, .optimize = false};
      expected = open_session(model, options)->run(inputs);
    } catch (const Error&) {
      return;
    }
    ++compared;
    EXPECT_TRUE(std::ranges::equal(given, expected, close));
  }

  bool compare_;
};

// One node that ONNX's test data has no case of; inputs without a tensor are left out.
struct Single {
  std::string domain, op_type;
  std::vector<Tensor> inputs;
  std::vector<ir::Attribute> attributes = {};
  size_t outputs = 1;
};

Case case_of(const Single& single) {
  Case test;
  test.name = single.op_type;
  test.model.ir_version = 9;
  ir::set_opset_version(test.model, "", 20);
  if (!single.domain.empty()) ir::set_opset_version(test.model, single.domain, 1);
  ir::Graph& graph = test.model.graph;
  std::vector<std::string> names, outputs;
  for (size_t i = 0; i < single.inputs.size(); ++i) {
    const Tensor& tensor = single.inputs[i];
    names.push_back(tensor.dtype == DType::undefined ? "" : "x" + std::to_string(i));
    if (names.back().empty()) continue;
    ir::add_input(graph, names.back(), ir::tensor_type(tensor.dtype, tensor.dims));
    test.inputs.push_back(tensor);
  }
  for (size_t i = 0; i < single.outputs; ++i) outputs.push_back("y" + std::to_string(i));
  ir::Node& node = ir::add_node(graph, single.op_type, names, outputs);
  node.domain = single.domain;
  node.attributes = single.attributes;
  for (const std::string& name : outputs) ir::add_output(graph, name);
  return test;
}

Tensor bytes(Dims dims, DType dtype = DType::uint8) {
  Tensor tensor(dtype, std::move(dims));
  for (size_t i = 0; i < tensor.data.size(); ++i) {
    tensor.data[i] = static_cast<std::byte>(dtype == DType::boolean ? i % 2 : i * 37 % 101);
  }
  return tensor;
}

Tensor floats(Dims dims) {
  Tensor tensor(DType::float32, std::move(dims));
  float value = -1;
  for (float& each : tensor.as<float>()) each = value += 0.25F;
  return tensor;
}

Tensor scale(float value = 0.5F) {
  Tensor tensor(DType::float32, {});
  tensor.as<float>()[0] = value;
  return tensor;
}

Tensor zero() { return bytes({}); }

std::vector<Single> singles() {
  const std::string contrib = "com.microsoft";
  const Dims image{2, 3, 5, 4};
  const Tensor x = bytes(image), s = scale(), z = zero(), none;
  const Dims window{2, 2};
  return {
      {"", "Gelu", {floats(image)}},
      {"", "Gemm", {floats({2, 3}), floats({3, 4}), floats({4})}},
      {"", "Conv", {floats(image), floats({2, 3, 3, 3}), floats({2})}},
      {"", "Conv", {floats(image), floats({6, 1, 1, 1})}, {{"group", int64_t{3}}}},
      {"", "QLinearConv", {x, s, z, bytes({6, 3, 3, 3}), s, z, s, z}},
      {"", "QLinearConv", {x, s, z, bytes({3, 1, 3, 3}), s, z, s, z}, {{"group", int64_t{3}}}},
      {"", "ConvInteger", {x, bytes({6, 3, 3, 3}), z, z}},
      {"", "ConvInteger", {x, bytes({3, 1, 3, 3}), z, z}, {{"group", int64_t{3}}}},
      {contrib, "BiasGelu", {floats({2, 3}), floats({3})}},
      {contrib, "DequantizeLinear", {x, s, z}},
      {contrib, "DynamicQuantizeMatMul", {floats({2, 3}), bytes({3, 4}), s, z, floats({4})}},
      {contrib,
       "FusedConv",
       {floats(image), floats({2, 3, 3, 3}), floats({2})},
       {{"activation", std::string("Relu")}}},
      {contrib,
       "FusedGemm",
       {floats({2, 3}), floats({3, 4}), floats({4})},
       {{"activation", std::string("Relu")}}},
      {contrib, "FusedMatMul", {floats({2, 3}), floats({3, 4})}},
      {contrib, "Gelu", {floats(image)}},
      {contrib, "MatMulIntegerToFloat", {bytes({2, 3}), bytes({3, 4}), s, s, z, z, floats({4})}},
      {contrib, "QGemm", {bytes({2, 3}), s, z, bytes({3, 4}), s, z, none, s, z}},
      {contrib, "QLinearAdd", {x, s, z, x, s, z, s, z}},
      {contrib, "QLinearAveragePool", {x, s, z, s, z}, {{"kernel_shape", window}}},
      {contrib, "QLinearConcat", {s, z, x, s, z, x, s, z}, {{"axis", int64_t{1}}}},
      {contrib, "QLinearGlobalAveragePool", {x, s, z, s, z}},
      {contrib, "QLinearLeakyRelu", {x, s, z, s, z}},
      {contrib, "QLinearMul", {x, s, z, x, s, z, s, z}},
      {contrib, "QLinearSigmoid", {x, s, z, s, z}},
      {contrib, "QLinearSoftmax", {x, s, z, s, z}, {{"opset", int64_t{13}}}},
      {contrib, "QLinearWhere", {bytes(image, DType::boolean), x, s, z, x, s, z, s, z}},
      {contrib, "QuantizeLinear", {floats(image), s, z}},
  };
}

TEST(EmptyTensors, SumsOverNothingAreThoseOfOnnxRuntime) {
  Empties empties(true);
  const Dims image{2, 3, 5, 4};
  for (const Single& single : std::vector<Single>{
           {"", "Gemm", {floats({2, 3}), floats({3, 4}), floats({4})}},
           {"", "Gemm", {floats({2, 3}), floats({4, 3})}, {{"transB", int64_t{1}}}},
           {"", "MatMul", {floats({2, 3}), floats({3, 4})}},
           {"", "MatMul", {floats({5, 2, 3}), floats({5, 3, 4})}},
           {"", "Conv", {floats(image), floats({6, 3, 3, 3}), floats({6})}},
           {"", "Add", {floats(image), floats({1, 3, 1, 1})}},
           {"", "Relu", {floats(image)}},
           {"", "Concat", {floats(image), floats(image)}, {{"axis", int64_t{1}}}}}) {
    const Case test = case_of(single);
    empties.run(test);
    empties.run(with_constants(test));
  }
  EXPECT_GT(empties.compared, 50U);
}

TEST(EmptyTensors, GiveAnAnswerOrAnError) {
  if (!fs::exists(data_folder())) {
    GTEST_SKIP() << "ONNX's test data is missing: install libonnx-testdata";
  }
  const std::vector<std::string> supported = engine::supported_operators();
  const auto runs = [&](const Case& test) {
    return std::ranges::all_of(test.model.graph.nodes, [&](const ir::Node& node) {
      return std::ranges::binary_search(supported, label(node));
    });
  };
  std::vector<Case> cases = load_cases("node");
  for (const Single& single : singles()) cases.push_back(case_of(single));
  Empties empties;
  for (const Case& test : cases) {
    if (!runs(test)) continue;
    empties.run(test);
    empties.run(with_constants(test));
  }
  for (const std::string& name : supported) EXPECT_TRUE(empties.seen.contains(name)) << name;
  EXPECT_GT(empties.answers, 1000U);
  EXPECT_GT(empties.refusals, 100U);
  std::printf("%zu answers, %zu refusals\n", empties.answers, empties.refusals);
}

}  // namespace
}  // namespace sprint::tests
