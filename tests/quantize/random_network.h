// Convolutional networks of random shape and weights, and samples for them.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "prepare/prepare.h"
#include "sprint/model.h"

namespace sprint::tests {

// Odd sizes, groups, strides, dilations, pads that differ on every side, and one of each operator
// that Sprint quantizes, in an order that depends on the seed.
class RandomNetwork {
 public:
  explicit RandomNetwork(uint32_t seed) : random_(seed) {
    ir::set_opset_version(model_, "", 13);
    model_.ir_version = 8;
    channels_ = pick(3, 6);
    ir::add_input(model_.graph, "x",
                  ir::tensor_type(DType::float32, {1, channels_, pick(17, 23), pick(15, 25)}));
    last_ = "x";
    conv(4 * pick(1, 3), 1);
    for (int block = 0; block < 5; ++block)
      add_block((seed + static_cast<uint32_t>(block) * 3) % 9);
    head();
    model_ = infer_shapes(std::move(model_));
  }

  const ir::Model& ir() const { return model_; }
  Model model() const { return Model(std::make_shared<const ir::Model>(model_)); }

  Tensor sample() {
    const ir::Graph& graph = model_.graph;
    Tensor tensor(DType::float32, *known_dims(*graph[graph.inputs[0]].type.shape));
    for (float& value : tensor.as<float>()) value = normal_(random_);
    return tensor;
  }

 private:
  int64_t pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

  std::string constant(std::vector<int64_t> dims, float deviation) {
    std::vector<float> values(static_cast<size_t>(element_count(dims)));
    for (float& value : values) value = deviation * normal_(random_);
    const std::string name = "c" + std::to_string(++count_);
    ir::add_constant(model_.graph, name, ir::Constant::of(std::move(dims), std::move(values)));
    return name;
  }

  std::string ints(std::vector<int64_t> values) {
    const std::string name = "i" + std::to_string(++count_);
    const auto size = static_cast<int64_t>(values.size());
    ir::add_constant(model_.graph, name, ir::Constant::of({size}, std::move(values)));
    return name;
  }

  std::string scalar(float value) {
    const std::string name = "s" + std::to_string(++count_);
    ir::add_constant(model_.graph, name, ir::Constant::scalar(value));
    return name;
  }

  ir::Node& node(const std::string& op_type, const std::vector<std::string>& inputs) {
    last_ = "v" + std::to_string(++count_);
    return ir::add_node(model_.graph, op_type, inputs, {last_});
  }

  void conv(int64_t out, int64_t group) {
    const int64_t kernel = 2 * pick(0, 2) + 1, dilation = kernel == 3 ? pick(1, 2) : 1;
    const int64_t inner = channels_ / group, reach = dilation * (kernel - 1);
    const float deviation = 1.4F / std::sqrt(static_cast<float>(inner * kernel * kernel));
    const std::string weight = constant({out, inner, kernel, kernel}, deviation);
    const std::string bias = constant({out}, 0.1F);
    ir::Node& made = node("Conv", {last_, weight, bias});
    const int64_t top = pick(0, reach), left = pick(0, reach);
    made.set(ir::Attribute("pads", std::vector<int64_t>{top, left, reach - top, reach - left}));
    made.set(ir::Attribute("dilations", std::vector<int64_t>(2, dilation)));
    made.set(ir::Attribute("group", group));
    channels_ = out;
  }

  void pool(const char* op_type) {
    ir::Node& made = node(op_type, {last_});
    made.set(ir::Attribute("kernel_shape", std::vector<int64_t>{3, 2}));
    made.set(ir::Attribute("strides", std::vector<int64_t>{1, 2}));
    made.set(ir::Attribute("pads", std::vector<int64_t>{1, 0, 1, 1}));
  }

  void add_block(uint32_t kind) {
    const std::string shortcut = last_;
    if (kind == 0) {  // residual
      node("Relu", {last_});
      conv(channels_, 1);
      node("Add", {last_, shortcut});
      node("Relu", {last_});
    } else if (kind == 1) {  // depthwise, six at most
      conv(channels_, channels_);
      node("Clip", {last_, scalar(0), scalar(6)});
    } else if (kind == 2) {  // squeeze and excite
      node("GlobalAveragePool", {last_});
      conv(channels_, 1);
      const std::string gate = node("Sigmoid", {last_}).name.substr(5);
      node("Mul", {shortcut, gate});
    } else if (kind == 3) {  // two branches
      node("LeakyRelu", {last_});
      const std::string left = last_;
      node("Concat", {left, shortcut}).set(ir::Attribute("axis", int64_t{1}));
      channels_ *= 2;
    } else if (kind == 4) {
      pool("MaxPool");
    } else if (kind == 5) {
      pool("AveragePool");
    } else if (kind == 6) {
      ir::add_constant(model_.graph, "scales" + std::to_string(++count_),
                       ir::Constant::of<float>({4}, {1, 1, 2, 2}));
      node("Resize", {last_, "", "scales" + std::to_string(count_)});
    } else if (kind == 7) {  // to the other layout and back, with padding
      node("Transpose", {last_}).set(ir::Attribute("perm", std::vector<int64_t>{0, 2, 3, 1}));
      node("Pad", {last_, ints({0, 1, 0, 0, 0, 2, 0, 0})});
      node("Transpose", {last_}).set(ir::Attribute("perm", std::vector<int64_t>{0, 3, 1, 2}));
    } else {  // a float operator between
      node("Tanh", {last_});
    }
    conv(4 * pick(1, 4), kind % 2 == 0 ? 1 : 4);
  }

  void head() {
    node("Relu", {last_});
    node("GlobalAveragePool", {last_});
    node("Flatten", {last_});
    const std::string hidden = constant({16, channels_}, 0.4F), hidden_bias = constant({16}, 0.1F);
    node("Gemm", {last_, hidden, hidden_bias}).set(ir::Attribute("transB", int64_t{1}));
    node("Relu", {last_});
    node("MatMul", {last_, constant({16, 7}, 0.4F)});
    ir::add_output(model_.graph, last_);
  }

  std::mt19937 random_;
  std::normal_distribution<float> normal_;
  ir::Model model_;
  std::string last_;
  int64_t channels_ = 0;
  int count_ = 0;
};

}  // namespace sprint::tests
