#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <ostream>

#include "bench/zoo/networks.h"
#include "bench/zoo/statistics.h"
#include "ir/check.h"
#include "prepare/prepare.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint::zoo {

// In the names of the tests.
void PrintTo(const NetworkInfo& network, std::ostream* out) { *out << network.name; }

namespace {

class Zoo : public testing::TestWithParam<NetworkInfo> {};

INSTANTIATE_TEST_SUITE_P(, Zoo, testing::ValuesIn(networks().begin(), networks().end()),
                         [](const auto& network) { return std::string(network.param.name); });

// Multiply-accumulates of a Conv or Gemm: outputs times weights per output channel.
int64_t macs_of(const ir::Graph& graph, const ir::Node& node) {
  if (node.op_type != "Conv" && node.op_type != "Gemm") return 0;
  const auto dims = known_dims(*graph[node.outputs[0]].type.shape);
  const ir::ConstantPtr weight = graph.constant(node.input(1));
  return element_count(dims.value()) * weight->count() / weight->dims()[0];
}

// Without the running statistics of BatchNormalization and the constants of Clip, Split and
// Reshape.
int64_t parameters_of(const ir::Graph& graph) {
  int64_t count = 0;
  for (const ir::ValueId id : graph.initializers) {
    const std::string& name = graph[id].name;
    if (name.ends_with(".weight") || name.ends_with(".bias")) count += graph[id].constant->count();
  }
  return count;
}

TEST_P(Zoo, HasThePublishedParametersAndMacs) {
  const ir::Model model = GetParam().build();
  ir::check(model);
  EXPECT_EQ(parameters_of(model.graph), GetParam().parameters);
  const ir::Model inferred = infer_shapes(model);
  int64_t macs = 0;
  for (const ir::Node& node : inferred.graph.nodes) {
    for (const ir::ValueId output : node.outputs) {
      const auto& shape = inferred.graph[output].type.shape;
      ASSERT_TRUE(shape.has_value() && known_dims(*shape).has_value()) << node.name;
    }
    macs += macs_of(inferred.graph, node);
  }
  const auto published = static_cast<double>(GetParam().macs);
  EXPECT_NEAR(static_cast<double>(macs), published, 0.01 * published);
}

double deviation(const Tensor& tensor) {
  double sum = 0, squares = 0;
  const auto values = tensor.as<float>();
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(values.size());
  return std::sqrt(squares / count - sum / count * sum / count);
}

// Makes every feature map an output, after the logits.
ir::Model with_maps(ir::Model model) {
  for (const ir::Node& node : model.graph.nodes) {
    if (node.op_type != "BatchNormalization" && node.op_type != "Relu" && node.op_type != "Clip" &&
        node.op_type != "Add" && node.op_type != "Concat" && node.op_type != "Conv") {
      continue;
    }
    model.graph[node.outputs[0]].type.dtype = DType::float32;
    model.graph.outputs.push_back(node.outputs[0]);
  }
  return model;
}

TEST_P(Zoo, NeitherVanishesNorExplodesAndTellsPicturesApart) {
  const ir::Model model = with_maps(calibrate_statistics(GetParam().build()));
  const auto session = open_session(Model(std::make_shared<const ir::Model>(model)),
                                    {.runtime = Runtime::onnxruntime});
  // Pictures that the statistics were not taken from.
  const auto first = session->run(std::vector<Tensor>{random_picture(101)});
  const auto second = session->run(std::vector<Tensor>{random_picture(102)});
  for (size_t i = 1; i < first.size(); ++i) {
    const std::vector<int64_t>& dims = first[i].dims;
    if (dims.size() != 4 || dims[2] == 1) continue;
    const std::string& name = model.graph[model.graph.outputs[i]].name;
    EXPECT_GT(deviation(first[i]), 0.1) << name;
    EXPECT_LT(deviation(first[i]), 10.0) << name;
  }
  EXPECT_TRUE(std::isfinite(deviation(first[0])));
  double difference = 0;
  for (size_t i = 0; i < 1000; ++i) {
    difference += std::abs(first[0].as<float>()[i] - second[0].as<float>()[i]) / 1000;
  }
  EXPECT_GT(difference, 0.2 * deviation(first[0]));
}

}  // namespace
}  // namespace sprint::zoo
