// Small float models for the tests of this folder.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ir/graph_for_test.h"
#include "quantize/quantize.h"

namespace sprint::quantization {

// Builds a model of float32 values node by node; every value without a producer is a constant.
class ModelForTest {
 public:
  ModelForTest() { ir::set_opset_version(model_, "", 13); }

  ModelForTest& input(const std::string& name, const std::vector<int64_t>& dims) {
    ir::add_input(model_.graph, name, ir::tensor_type(DType::float32, dims));
    return *this;
  }
  ModelForTest& constant(const std::string& name, std::vector<int64_t> dims) {
    std::vector<float> values(static_cast<size_t>(element_count(dims)));
    for (float& value : values) value = normal_(random_);
    return constant(name, std::move(dims), std::move(values));
  }
  ModelForTest& constant(const std::string& name, std::vector<int64_t> dims,
                         std::vector<float> values) {
    ir::add_constant(model_.graph, name, ir::Constant::of(std::move(dims), std::move(values)));
    return *this;
  }
  // Makes one float32 value, `output`; the node is called "make_" + output.
  ir::Node& node(const std::string& op_type, const std::vector<std::string>& inputs,
                 const std::string& output) {
    ir::Node& node = ir::add_node(model_.graph, op_type, inputs, {output});
    model_.graph[node.outputs[0]].type.dtype = DType::float32;
    return node;
  }
  ModelForTest& output(const std::string& name) {
    ir::add_output(model_.graph, name);
    return *this;
  }

  ir::Model& model() { return model_; }

 private:
  ir::Model model_;
  std::mt19937 random_{1};
  std::normal_distribution<float> normal_;
};

inline calibrate::Ranges same_ranges(const std::vector<std::string>& names,
                                     calibrate::Range range) {
  calibrate::Ranges ranges;
  for (const std::string& name : names) ranges[name] = {range, range};
  return ranges;
}

// Quantizes with the range -1 .. 3 for every tensor, 0 .. 3 for those called r... (behind a Relu).
inline ir::Model quantize_for_test(const ir::Model& model, const QuantizeOptions& options = {}) {
  calibrate::Ranges ranges = same_ranges(tensors_to_calibrate(model, options), {-1, 3});
  for (auto& [name, range] : ranges) {
    if (name.starts_with("r")) range.covered.low = range.extremes.low = 0;
  }
  return quantize_static(model, ranges, options);
}

}  // namespace sprint::quantization
