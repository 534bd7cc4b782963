// A model made node by node, run by the native runtime and by ONNX Runtime on the same inputs.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "prepare/prepare.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint::tests {

class TwoRuntimes : public testing::Test {
 protected:
  using Dims = std::vector<int64_t>;

  TwoRuntimes() {
    model_.ir_version = 8;
    ir::set_opset_version(model_, "", 13);
    ir::set_opset_version(model_, "com.microsoft", 1);
  }

  // An input of the graph; a dimension of 0 in `declared` is left open there.
  void add_input(const std::string& name, Tensor value, const Dims& declared = {}) {
    ir::Type type = ir::tensor_type(value.dtype, declared.empty() ? value.dims : declared);
    for (Dim& dim : *type.shape) {
      if (dim == Dim(0)) dim = Dim();
    }
    ir::add_input(model_.graph, name, type);
    inputs_.push_back(std::move(value));
  }

  void add_constant(const std::string& name, Tensor value) {
    ir::add_constant(model_.graph, name, ir::Constant::make(std::move(value)));
  }

  template <typename T>
  void add_list(const std::string& name, std::vector<T> values) {
    const auto count = static_cast<int64_t>(values.size());
    ir::add_constant(model_.graph, name, ir::Constant::of<T>({count}, std::move(values)));
  }

  template <typename T>
  void add_number(const std::string& name, T value) {
    ir::add_constant(model_.graph, name, ir::Constant::scalar(value));
  }

  ir::Node& add(const std::string& op_type, const std::vector<std::string>& inputs,
                const std::vector<std::string>& outputs) {
    return ir::add_node(model_.graph, op_type, inputs, outputs);
  }

  ir::Node& add_contrib(const std::string& op_type, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs) {
    ir::Node& node = add(op_type, inputs, outputs);
    node.domain = "com.microsoft";
    return node;
  }

  void add_output(const std::string& name, DType dtype) {
    ir::add_output(model_.graph, name);
    model_.graph[model_.graph.outputs.back()].type.dtype = dtype;
  }

  Tensor floats(Dims dims, float low = -1, float high = 1) {
    Tensor tensor(DType::float32, std::move(dims));
    std::uniform_real_distribution<float> uniform(low, high);
    for (float& value : tensor.as<float>()) value = uniform(random_);
    return tensor;
  }

  // Of uint8 or int8, every value of which is as likely.
  Tensor bytes(DType dtype, Dims dims) {
    Tensor tensor(dtype, std::move(dims));
    std::uniform_int_distribution<int> uniform(0, 255);
    for (std::byte& value : tensor.data) value = static_cast<std::byte>(uniform(random_));
    return tensor;
  }

  // As it stands, without types of what is between.
  Model model() const { return Model(std::make_shared<const ir::Model>(model_)); }

  static std::unique_ptr<Session> open(const Model& model, Runtime runtime) {
    SessionOptions options;
    options.runtime = runtime;
    return open_session(model, options);
  }

  // Integers of 8 bits may differ by `steps`, others not at all; floats by 1e-5 of 1 or of the
  // value.
  static void expect_close(const std::vector<Tensor>& given, const std::vector<Tensor>& expected,
                           float steps) {
    ASSERT_EQ(given.size(), expected.size());
    for (size_t i = 0; i < given.size(); ++i) {
      ASSERT_EQ(given[i].dtype, expected[i].dtype);
      ASSERT_EQ(given[i].dims, expected[i].dims) << "output " << i;
      const bool eight_bits = dtype_bits(given[i].dtype) == 8;
      const std::vector<float> a = to_floats(given[i]), b = to_floats(expected[i]);
      for (size_t k = 0; k < a.size(); ++k) {
        const bool real = given[i].dtype == DType::float32;
        const float most = real ? 1e-5F * (1 + std::abs(b[k])) : eight_bits ? steps : 0;
        ASSERT_NEAR(a[k], b[k], most) << "output " << i << ", element " << k;
      }
    }
  }

  void expect_same(float steps = 0) {
    const Model made = model();
    const auto expected = open(made, Runtime::onnxruntime)->run(inputs_);
    expect_close(open(made, Runtime::native)->run(inputs_), expected, steps);
  }

  std::mt19937 random_{7};
  ir::Model model_;
  std::vector<Tensor> inputs_;
};

}  // namespace sprint::tests
