#include "bench/zoo/statistics.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "data/content_hash.h"
#include "ir/edit.h"
#include "sprint/model.h"
#include "sprint/preprocess.h"
#include "sprint/session.h"

namespace sprint::zoo {
namespace {

constexpr int kSide = 224;
constexpr uint64_t kPictures = 8;
// The least variance of a channel, as a share of the mean over channels: filters that hardly answer
// to these pictures would blow up on others.
constexpr double kLeastShare = 0.25;
constexpr double kLogitDeviation = 2.0;

Image noise(int side, uint64_t seed) {
  Image image{side, side, std::vector<uint8_t>(static_cast<size_t>(side) * side * 3)};
  for (size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<uint8_t>(data::mix_bits(data::mix_bits(seed) + i) >> 56);
  }
  return image;
}

// Mean and variance of each channel.
struct Moments {
  std::vector<double> sum, sum_of_squares;
  double count = 0;

  // `tensor` is float32 [1, channels, ...].
  void add(const Tensor& tensor) {
    const auto channels = static_cast<size_t>(tensor.dims[1]);
    const auto values = tensor.as<float>();
    const size_t size = values.size() / channels;
    sum.resize(channels);
    sum_of_squares.resize(channels);
    for (size_t i = 0; i < values.size(); ++i) {
      const double value = values[i];
      sum[i / size] += value;
      sum_of_squares[i / size] += value * value;
    }
    count += static_cast<double>(size);
  }

  std::vector<float> means() const {
    std::vector<float> result;
    for (const double value : sum) result.push_back(static_cast<float>(value / count));
    return result;
  }

  // None under `least_share` of the mean of all.
  std::vector<float> variances(double least_share) const {
    std::vector<float> result;
    for (size_t channel = 0; channel < sum.size(); ++channel) {
      const double mean = sum[channel] / count;
      result.push_back(
          static_cast<float>(std::max(sum_of_squares[channel] / count - mean * mean, 0.0)));
    }
    double total = 0;
    for (const float value : result) total += value;
    const auto least = static_cast<float>(least_share * total / static_cast<double>(sum.size()));
    for (float& value : result) value = std::max(value, least);
    return result;
  }
};

// The moments of every output of `model` over the pictures.
std::vector<Moments> output_moments(ir::Model model) {
  std::vector<Moments> moments(model.graph.outputs.size());
  const auto session = open_session(Model(std::make_shared<const ir::Model>(std::move(model))),
                                    {.runtime = Runtime::onnxruntime});
  for (uint64_t seed = 0; seed < kPictures; ++seed) {
    const std::vector<Tensor> pictures{random_picture(seed)};
    const std::vector<Tensor> outputs = session->run(pictures);
    for (size_t i = 0; i < outputs.size(); ++i) moments[i].add(outputs[i]);
  }
  return moments;
}

// The model with every BatchNormalization normalizing by the picture at hand, and giving what goes
// into them as outputs.
ir::Model statistics_probe(ir::Model model) {
  ir::Graph& graph = model.graph;
  graph.outputs.clear();
  for (ir::Node& node : graph.nodes) {
    if (node.op_type != "BatchNormalization") continue;
    node.op_type = "InstanceNormalization";
    node.erase("momentum");
    node.inputs.resize(3);
    graph[node.inputs[0]].type.dtype = DType::float32;
    graph.outputs.push_back(node.inputs[0]);
  }
  ir::remove_unused(graph);
  return model;
}

void set_values(ir::Graph& graph, ir::ValueId id, std::vector<float> values) {
  const std::vector<int64_t> dims = graph[id].constant->dims();
  graph[id].constant = ir::Constant::of(dims, std::move(values));
}

void set_running_statistics(ir::Model& model) {
  const ir::Model probe = statistics_probe(model);
  if (probe.graph.outputs.empty()) return;
  const std::vector<Moments> moments = output_moments(probe);
  size_t index = 0;
  for (const ir::Node& node : model.graph.nodes) {
    if (node.op_type != "BatchNormalization") continue;
    set_values(model.graph, node.inputs[3], moments[index].means());
    set_values(model.graph, node.inputs[4], moments[index].variances(kLeastShare));
    ++index;
  }
}

// Where a Gemm makes the logits.
void center_gemm(ir::Model& model, const ir::Node& gemm) {
  ir::Graph& graph = model.graph;
  const Moments moments = output_moments(model).front();
  double variance = 0;
  for (const float value : moments.variances(0.0)) variance += value;
  const double factor =
      kLogitDeviation / std::sqrt(variance / static_cast<double>(moments.sum.size()));
  std::vector<float> weights = graph[gemm.inputs[1]].constant->to_floats();
  for (float& weight : weights) weight = static_cast<float>(weight * factor);
  std::vector<float> bias = moments.means();
  for (float& value : bias) value = static_cast<float>(-value * factor);
  set_values(graph, gemm.inputs[1], std::move(weights));
  set_values(graph, gemm.inputs[2], std::move(bias));
}

// Where a Conv, averaged, makes them: each of its channels gets mean 0 and variance 1.
void center_conv(ir::Model& model, const ir::Node& conv) {
  ir::Graph& graph = model.graph;
  ir::Model probe = model;
  probe.graph[conv.outputs[0]].type.dtype = DType::float32;
  probe.graph.outputs = conv.outputs;
  ir::remove_unused(probe.graph);
  const Moments moments = output_moments(std::move(probe)).front();
  const std::vector<float> means = moments.means(), variances = moments.variances(kLeastShare);
  std::vector<float> weights = graph[conv.inputs[1]].constant->to_floats();
  std::vector<float> bias = graph[conv.inputs[2]].constant->to_floats();
  const size_t per_channel = weights.size() / bias.size();
  for (size_t i = 0; i < weights.size(); ++i) weights[i] /= std::sqrt(variances[i / per_channel]);
  for (size_t i = 0; i < bias.size(); ++i) bias[i] = (bias[i] - means[i]) / std::sqrt(variances[i]);
  set_values(graph, conv.inputs[1], std::move(weights));
  set_values(graph, conv.inputs[2], std::move(bias));
}

void center_logits(ir::Model& model) {
  const std::vector<ir::Node>& nodes = model.graph.nodes;
  const auto last = std::find_if(nodes.rbegin(), nodes.rend(), [](const ir::Node& node) {
    return node.op_type == "Gemm" || node.op_type == "Conv";
  });
  last->op_type == "Gemm" ? center_gemm(model, *last) : center_conv(model, *last);
}

}  // namespace

Tensor random_picture(uint64_t seed) {
  Tensor tensor(DType::float32, {1, 3, kSide, kSide});
  const auto values = tensor.as<float>();
  const size_t plane = values.size() / 3;
  for (const int side : {3, 7, 28, kSide}) {
    const Image octave = resize_image(noise(side, seed * 1000 + static_cast<uint64_t>(side)), kSide,
                                      kSide, ResizeMethod::bilinear);
    for (size_t i = 0; i < octave.pixels.size(); ++i) {
      // One of four octaves, each of deviation about 60: together about 120.
      values[i % 3 * plane + i / 3] += (static_cast<float>(octave.pixels[i]) - 127.5F) / 120.0F;
    }
  }
  return tensor;
}

ir::Model calibrate_statistics(ir::Model model) {
  set_running_statistics(model);
  center_logits(model);
  return model;
}

}  // namespace sprint::zoo
