// The native runtime computes INT8 models to the same bits as ONNX Runtime.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <vector>

#include "base/isa.h"
#include "base/temporary_folder.h"
#include "bench/zoo/networks.h"
#include "bench/zoo/statistics.h"
#include "data/npy.h"
#include "ir/edit.h"
#include "sprint/model.h"
#include "sprint/quantize.h"
#include "sprint/samples.h"
#include "sprint/session.h"

namespace sprint::zoo {
namespace {

class SameBits : public testing::TestWithParam<std::string> {};

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const NetworkInfo& network : networks()) result.emplace_back(network.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(, SameBits, testing::ValuesIn(names()),
                         [](const auto& name) { return name.param; });

Model quantized(const Model& model, QuantFormat format) {
  const TemporaryFolder folder;
  for (uint64_t seed = 0; seed < 3; ++seed) {
    save_npy(fmt::format("{}/{}.npy", folder.path(), seed), random_picture(seed));
  }
  const SampleSet samples = open_samples(folder.path());
  QuantizeOptions options;
  options.format = format;
  options.check = false;
  return quantize(model, &samples, options);
}

// Values of 8 bits that a node computes.
std::vector<ir::ValueId> integer_values(const ir::Graph& graph) {
  std::vector<ir::ValueId> values;
  for (const ir::Node& node : graph.nodes) {
    const bool quantizes = node.op_type == "QuantizeLinear" || node.op_type.starts_with("QLinear");
    if (quantizes) values.push_back(node.outputs[0]);
  }
  return values;
}

// The model up to `value`, its only output, so that runtimes fuse what lies before as in the whole.
Model cut_at(const ir::Model& model, ir::ValueId value) {
  ir::Model cut = model;
  cut.graph[value].type.dtype = DType::uint8;
  cut.graph.outputs = {value};
  ir::remove_unused(cut.graph);
  return Model(std::make_shared<const ir::Model>(std::move(cut)));
}

void expect_same_bits(const Model& model, const std::vector<Tensor>& input,
                      const std::string& name) {
  const Tensor expected = open_session(model, {.runtime = Runtime::onnxruntime})->run(input)[0];
  const Tensor given = open_session(model, {.runtime = Runtime::native})->run(input)[0];
  ASSERT_EQ(given.dims, expected.dims);
  size_t differ = 0;
  for (size_t i = 0; i < given.data.size(); ++i)
    differ += given.data[i] != expected.data[i] ? 1 : 0;
  EXPECT_EQ(differ, 0U) << "of " << given.data.size() << " elements of " << name;
}

TEST_P(SameBits, AsInOnnxRuntime) {
  if (std::ranges::count(supported_isas(), Isa::avx2) == 0) {
    GTEST_SKIP() << "ONNX Runtime rounds in other places on processors without FMA";
  }
  const auto network = std::ranges::find(networks(), GetParam(), &NetworkInfo::name);
  const Model model(std::make_shared<const ir::Model>(calibrate_statistics(network->build())));
  const std::vector<Tensor> input{random_picture(77)};
  for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator}) {
    const Model int8 = quantized(model, format);
    const std::vector<ir::ValueId> values = integer_values(int8.ir().graph);
    constexpr size_t kCuts = 5;
    for (size_t i = 1; i <= kCuts; ++i) {
      const ir::ValueId value = values[values.size() * i / kCuts - 1];
      expect_same_bits(cut_at(int8.ir(), value), input, int8.ir().graph[value].name);
    }
  }
}

}  // namespace
}  // namespace sprint::zoo
