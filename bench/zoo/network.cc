#include "bench/zoo/network.h"

#include <cmath>
#include <utility>

#include "data/content_hash.h"

namespace sprint::zoo {
namespace {

constexpr int64_t kSide = 224, kClasses = 1000;
constexpr int64_t kIrVersion = 8, kOpset = 13;

ir::Type tensor_type(std::vector<int64_t> dims) {
  ir::Type type;
  type.dtype = DType::float32;
  type.shape = shape_of(dims);
  return type;
}

ir::Attribute ints(std::string name, std::vector<int64_t> values) {
  return {std::move(name), std::move(values)};
}

}  // namespace

Network::Network(std::string name, uint64_t seed) : state_(seed) {
  model_.ir_version = kIrVersion;
  model_.producer_name = "sprint_zoo";
  ir::set_opset_version(model_, "", kOpset);
  model_.graph.name = std::move(name);
  const ValueId input = ir::add_value(model_.graph, "input", tensor_type({1, 3, kSide, kSide}));
  model_.graph.inputs = {input};
  channels_[input] = 3;
}

// The sum of four uniform numbers of 16 bits, scaled to variance 1: close to normal, never beyond
// 3.47, and the same on every machine.
float Network::random_normal() {
  uint64_t bits = data::mix_bits(state_ += 0x9e3779b97f4a7c15U);
  int64_t sum = 0;
  for (int i = 0; i < 4; ++i, bits >>= 16) sum += static_cast<int64_t>(bits & 0xffff);
  constexpr double kMean = 4 * 65535 / 2.0, kDeviation = 65536 * 0.57735026918962576;
  return static_cast<float>((static_cast<double>(sum) - kMean) / kDeviation);
}

ValueId Network::weights(const std::string& name, std::vector<int64_t> dims, double mean,
                         double deviation) {
  std::vector<float> values(static_cast<size_t>(element_count(dims)));
  for (float& value : values) {
    value = static_cast<float>(mean + deviation * static_cast<double>(random_normal()));
  }
  return ir::add_constant(model_.graph, name, ir::Constant::of(std::move(dims), std::move(values)));
}

ValueId Network::integers(const std::string& name, std::vector<int64_t> values) {
  const auto count = static_cast<int64_t>(values.size());
  return ir::add_constant(model_.graph, name,
                          ir::Constant::of<int64_t>({count}, std::move(values)));
}

ValueId Network::node(const std::string& op, std::vector<ValueId> inputs, int channels,
                      std::vector<ir::Attribute> attributes) {
  ir::Node node;
  node.op_type = op;
  node.name = op + "_" + std::to_string(nodes_++);
  node.inputs = std::move(inputs);
  node.attributes = std::move(attributes);
  const ValueId output = ir::add_value(model_.graph, node.name + "_output");
  node.outputs = {output};
  model_.graph.nodes.push_back(std::move(node));
  channels_[output] = channels;
  return output;
}

ValueId Network::binary(const std::string& op, ValueId a, ValueId b) {
  return node(op, {a, b}, channels(a));
}

ValueId Network::conv(ValueId x, const std::string& name, int out_channels, int kernel,
                      ConvOptions options) {
  const int64_t in_channels = channels(x) / options.groups;
  const double fan_in = static_cast<double>(in_channels) * kernel * kernel;
  std::vector<ValueId> inputs{
      x, weights(name + ".weight", {out_channels, in_channels, kernel, kernel}, 0.0,
                 std::sqrt(2.0 / fan_in))};
  if (options.bias) inputs.push_back(weights(name + ".bias", {out_channels}, 0.0, 0.05));
  const int64_t pad = options.pad < 0 ? kernel / 2 : options.pad;
  return node("Conv", std::move(inputs), out_channels,
              {ints("dilations", {1, 1}),
               {"group", static_cast<int64_t>(options.groups)},
               ints("kernel_shape", {kernel, kernel}),
               ints("pads", {pad, pad, pad, pad}),
               ints("strides", {options.stride, options.stride})});
}

ValueId Network::batch_norm(ValueId x, const std::string& name) {
  const int64_t count = channels(x);
  return node(
      "BatchNormalization",
      {x, weights(name + ".weight", {count}, 1.0, 0.1), weights(name + ".bias", {count}, 0.0, 0.1),
       weights(name + ".running_mean", {count}, 0.0, 0.0),
       weights(name + ".running_var", {count}, 1.0, 0.0)},
      channels(x), {{"epsilon", 1e-5F}, {"momentum", 0.9F}});
}

ValueId Network::linear(ValueId x, const std::string& name, int out_features) {
  const int64_t in = channels(x);
  return node(
      "Gemm",
      {x,
       weights(name + ".weight", {out_features, in}, 0.0, std::sqrt(2.0 / static_cast<double>(in))),
       weights(name + ".bias", {out_features}, 0.0, 0.0)},
      out_features, {{"alpha", 1.0F}, {"beta", 1.0F}, {"transB", int64_t{1}}});
}

ValueId Network::relu6(ValueId x) {
  const std::string name = "Clip_" + std::to_string(nodes_);
  const ValueId low = ir::add_constant(model_.graph, name + "_min", ir::Constant::scalar(0.0F));
  const ValueId high = ir::add_constant(model_.graph, name + "_max", ir::Constant::scalar(6.0F));
  return node("Clip", {x, low, high}, channels(x));
}

ValueId Network::hard_sigmoid(ValueId x) {
  return node("HardSigmoid", {x}, channels(x), {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
}

ValueId Network::concat(const std::vector<ValueId>& parts) {
  int total = 0;
  for (const ValueId part : parts) total += channels(part);
  return node("Concat", parts, total, {{"axis", int64_t{1}}});
}

std::vector<ValueId> Network::split_in_half(ValueId x) {
  const int half = channels(x) / 2;
  const std::string name = "Split_" + std::to_string(nodes_);
  const ValueId first =
      node("Split", {x, integers(name + "_split", {half, half})}, half, {{"axis", int64_t{1}}});
  const ValueId second = ir::add_value(model_.graph, name + "_output_1");
  model_.graph.nodes.back().outputs.push_back(second);
  channels_[second] = half;
  return {first, second};
}

ValueId Network::shuffle(ValueId x, int side) {
  const int count = channels(x);
  const std::string name = "Shuffle_" + std::to_string(nodes_);
  const ValueId paired =
      node("Reshape", {x, integers(name + "_pairs", {1, 2, count / 2, side, side})}, count);
  const ValueId turned = node("Transpose", {paired}, count, {ints("perm", {0, 2, 1, 3, 4})});
  return node("Reshape", {turned, integers(name + "_flat", {1, count, side, side})}, count);
}

ValueId Network::max_pool(ValueId x, int kernel, int stride, int pad, bool ceil) {
  return node("MaxPool", {x}, channels(x),
              {{"ceil_mode", static_cast<int64_t>(ceil)},
               ints("kernel_shape", {kernel, kernel}),
               ints("pads", {pad, pad, pad, pad}),
               ints("strides", {stride, stride})});
}

ir::Model Network::finish(ValueId logits) && {
  ir::Value& output = model_.graph[logits];
  output.name = "logits";
  output.type = tensor_type({1, kClasses});
  model_.graph.outputs = {logits};
  return std::move(model_);
}

}  // namespace sprint::zoo
