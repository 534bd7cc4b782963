#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/fresh_bytes.h"
#include "base/mapped_file.h"
#include "ir/edit.h"
#include "ops/evaluate.h"
#include "prepare/at_node.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"
#include "tensor/extremes.h"

namespace sprint::prepare_passes {
namespace {

// y[c] = scale[c] * x[c] + shift[c] for every channel c: what BatchNormalization in inference, and
// Mul and Add by a constant per channel, come down to. One element stands for all channels.
struct ChannelAffine {
  std::vector<double> scale, shift;
  ir::ValueId input = ir::kNoValue;
};

bool is_op(const ir::Node& node, std::string_view op_type) {
  return node.domain.empty() && node.op_type == op_type;
}

std::optional<ChannelAffine> batch_norm_affine(const ir::Graph& graph, const ir::Node& node) {
  const bool more_outputs = node.outputs.size() > 1;
  if (more_outputs || node.get<int64_t>("training_mode", 0) != 0) return std::nullopt;
  std::vector<std::vector<double>> parameters;
  for (size_t i = 1; i < 5; ++i) {
    const ir::ConstantPtr constant = graph.constant(node.input(i));
    if (!constant || !ops::is_float(constant->dtype())) return std::nullopt;
    parameters.push_back(ops::to_doubles(*constant));
    if (parameters.back().size() != parameters.front().size()) return std::nullopt;
  }
  const double epsilon = node.get("epsilon", 1e-5F);
  ChannelAffine affine{{}, {}, node.input(0)};
  for (size_t c = 0; c < parameters[0].size(); ++c) {
    const double deviation = std::sqrt(parameters[3][c] + epsilon);
    const double scale = parameters[0][c] / deviation;
    if (!std::isfinite(scale)) return std::nullopt;
    affine.scale.push_back(scale);
    affine.shift.push_back(parameters[1][c] - parameters[2][c] * scale);
  }
  return affine;
}

// The elements of a constant that broadcasts along every axis but 1 of a tensor of rank `rank`, and
// does not raise that rank.
std::optional<std::vector<double>> per_channel(const ir::Constant& constant, size_t rank) {
  const std::vector<int64_t>& dims = constant.dims();
  if (!ops::is_float(constant.dtype()) || dims.size() > rank) return std::nullopt;
  const size_t offset = rank - dims.size();
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] != 1 && offset + i != 1) return std::nullopt;
  }
  return ops::to_doubles(constant);
}

std::optional<ChannelAffine> arithmetic_affine(const ir::Graph& graph, const ir::Node& node) {
  if (node.inputs.size() != 2) return std::nullopt;
  const size_t index = graph.constant(node.input(1)) ? 1 : 0;
  const ir::ConstantPtr constant = graph.constant(node.input(index));
  const ir::ValueId input = node.input(1 - index);
  if (!constant || input == ir::kNoValue || graph.constant(input)) return std::nullopt;
  const auto& shape = graph[input].type.shape;
  if (!shape || shape->size() < 2) return std::nullopt;
  auto values = per_channel(*constant, shape->size());
  if (!values || values->empty()) return std::nullopt;
  std::vector<double> neutral(values->size(), node.op_type == "Mul" ? 0.0 : 1.0);
  if (node.op_type == "Mul") return ChannelAffine{std::move(*values), std::move(neutral), input};
  return ChannelAffine{std::move(neutral), std::move(*values), input};
}

std::optional<ChannelAffine> affine_of(const ir::Graph& graph, const ir::Node& node) {
  if (is_op(node, "BatchNormalization")) return batch_norm_affine(graph, node);
  if (is_op(node, "Mul") || is_op(node, "Add")) return arithmetic_affine(graph, node);
  return std::nullopt;
}

// How the weight of a Conv, ConvTranspose or Gemm lies: in runs of `inner` elements of one output
// channel; run r belongs to channel r % per_group + per_group * (r / group_runs).
struct WeightLayout {
  int64_t channels, inner, per_group, group_runs;

  size_t channel(int64_t run) const {
    return static_cast<size_t>(run % per_group + per_group * (run / group_runs));
  }
};

// Applies `scale`, one factor per channel or one for all, to weights in `layout`; computed in
// double, rounded once. The weights may lie at any address, aligned or not. `run_done` gets every
// run that is scaled while the caches still hold it.
template <typename T, typename RunDone>
void scale_channels(std::span<const std::byte> weights, const WeightLayout& layout,
                    std::span<const double> scale, std::span<T> scaled, RunDone&& run_done) {
  const auto inner = static_cast<size_t>(layout.inner);
  for (size_t run = 0; run < scaled.size() / inner; ++run) {
    const double factor = scale[scale.size() == 1 ? 0 : layout.channel(static_cast<int64_t>(run))];
    const std::byte* from = weights.data() + run * inner * sizeof(T);
    const std::span<T> to = scaled.subspan(run * inner, inner);
    for (size_t i = 0; i < inner; ++i) {
      T weight;
      std::memcpy(&weight, from + i * sizeof(T), sizeof(T));
      to[i] = static_cast<T>(static_cast<double>(weight) * factor);
    }
    run_done(to);
  }
}

std::optional<WeightLayout> layout_of(const ir::Node& node, const ir::Constant& weight) {
  const std::vector<int64_t>& dims = weight.dims();
  if (weight.count() == 0 || dims.size() < 2) return std::nullopt;
  const int64_t count = weight.count();
  if (is_op(node, "Conv")) return WeightLayout{dims[0], count / dims[0], dims[0], dims[0]};
  if (is_op(node, "ConvTranspose")) {  // [in, out / group, ...]
    const auto group = node.get<int64_t>("group", 1);
    if (group < 1 || dims[0] % group != 0) return std::nullopt;
    return WeightLayout{dims[1] * group, count / (dims[0] * dims[1]), dims[1],
                        dims[0] * dims[1] / group};
  }
  if (!is_op(node, "Gemm") || dims.size() != 2) return std::nullopt;
  const bool transposed = node.get<int64_t>("transB", 0) != 0;
  if (transposed) return WeightLayout{dims[0], dims[1], dims[0], dims[0]};
  return WeightLayout{dims[1], 1, dims[1], count};
}

// The bias as one element per channel, with Gemm's beta multiplied in.
std::optional<std::vector<double>> bias_of(const ir::Graph& graph, const ir::Node& node,
                                           int64_t channels) {
  std::vector<double> bias(static_cast<size_t>(channels), 0.0);
  if (node.input(2) == ir::kNoValue) return bias;
  const ir::ConstantPtr constant = graph.constant(node.input(2));
  if (!constant || !ops::is_float(constant->dtype())) return std::nullopt;
  const std::vector<int64_t>& dims = constant->dims();
  const bool one_row = dims.empty() || dims.back() == constant->count();
  if (!one_row || (constant->count() != channels && constant->count() != 1)) return std::nullopt;
  const std::vector<double> values = ops::to_doubles(*constant);
  const double beta = is_op(node, "Gemm") ? node.get("beta", 1.0F) : 1.0;
  for (size_t c = 0; c < bias.size(); ++c) bias[c] = beta * values[values.size() == 1 ? 0 : c];
  return bias;
}

bool is_finite(const std::vector<double>& values, DType dtype) {
  const double largest = dtype == DType::float16   ? 65504.0
                         : dtype == DType::float32 ? 3.4e38
                                                   : 1e308;
  for (const double value : values) {
    if (!(std::fabs(value) <= largest)) return false;
  }
  return true;
}

// The weight with `scale` applied; null where a result exceeds the type. The pages of a mapped file
// that held the weight are given back: whoever folds a large model does not read it twice.
ir::ConstantPtr scaled_weight(const ir::Constant& weight, const WeightLayout& layout,
                              std::span<const double> scale) {
  if (weight.dtype() == DType::float32) {
    const FreshBytes fresh = fresh_bytes(weight.data().size());
    bool finite = true;
    scale_channels<float>(weight.data().span(), layout, scale, fresh.as<float>(),
                          [&](std::span<const float> run) { finite &= extremes_of(run).finite(); });
    release_pages(weight.data());
    if (!finite) return nullptr;
    return ir::Constant::make(DType::float32, weight.dims(), fresh.bytes);
  }
  const std::vector<double> given = ops::to_doubles(weight);
  std::vector<double> values(given.size());
  scale_channels<double>(std::as_bytes(std::span(given)), layout, scale, values,
                         [](std::span<const double> /*run*/) {});
  if (!is_finite(values, weight.dtype())) return nullptr;
  return ops::from_doubles(weight.dtype(), weight.dims(), values);
}

class BatchNormFold {
 public:
  BatchNormFold(ir::Graph& graph, ir::Names& names) : graph_(graph), names_(names), uses_(graph) {
    for (size_t i = 0; i < graph.values.size(); ++i) {
      producers_.push_back(uses_.producer(static_cast<ir::ValueId>(i)));
    }
  }

  void run() {
    std::vector<bool> folded(graph_.nodes.size());
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      folded[i] = at_node(graph_, i, [&] {
        const auto affine = affine_of(graph_, graph_.nodes[i]);
        return affine && fold(*affine, graph_.nodes[i].outputs.front());
      });
    }
    ir::erase_nodes(graph_, folded);
  }

 private:
  // Lets the producer of the affine's input make `output` itself.
  bool fold(const ChannelAffine& affine, ir::ValueId output) {
    const ir::ValueId input = affine.input;
    if (input == ir::kNoValue || output == ir::kNoValue || !uses_.single_use(input)) return false;
    const int32_t producer = producers_[static_cast<size_t>(input)];
    if (producer < 0 || !fold_into(graph_.nodes[static_cast<size_t>(producer)], affine)) {
      return false;
    }
    graph_.nodes[static_cast<size_t>(producer)].outputs.front() = output;
    producers_[static_cast<size_t>(output)] = producer;
    return true;
  }

  bool fold_into(ir::Node& node, const ChannelAffine& affine) {
    const ir::ConstantPtr weight = graph_.constant(node.input(1));
    if (!weight || !ops::is_float(weight->dtype())) return false;
    const auto layout = layout_of(node, *weight);
    if (!layout) return false;
    const auto channels = static_cast<size_t>(layout->channels);
    const size_t given = affine.scale.size();
    auto bias = bias_of(graph_, node, layout->channels);
    if (!bias || (given != channels && given != 1)) return false;
    for (size_t c = 0; c < channels; ++c) {
      const size_t at = given == 1 ? 0 : c;
      (*bias)[c] = (*bias)[c] * affine.scale[at] + affine.shift[at];
    }
    if (!is_finite(*bias, weight->dtype())) return false;
    ir::ConstantPtr scaled = scaled_weight(*weight, *layout, affine.scale);
    if (!scaled) return false;
    set_constant(node, 1, "weight", std::move(scaled));
    set_constant(node, 2, "bias", ops::from_doubles(weight->dtype(), {layout->channels}, *bias));
    if (is_op(node, "Gemm")) node.erase("beta");
    return true;
  }

  // Keeps the name of a constant that nothing else uses.
  void set_constant(ir::Node& node, size_t index, const char* what, ir::ConstantPtr constant) {
    const ir::ValueId id = node.input(index);
    const bool fresh = id != ir::kNoValue && static_cast<size_t>(id) >= producers_.size();
    if (id != ir::kNoValue && (fresh || uses_.single_use(id))) {
      graph_[id].type.shape = shape_of(constant->dims());
      graph_[id].constant = std::move(constant);
      return;
    }
    const std::string base = id != ir::kNoValue ? graph_[id].name + "_folded"
                                                : graph_[node.outputs.front()].name + "_" + what;
    if (node.inputs.size() <= index) node.inputs.resize(index + 1, ir::kNoValue);
    node.inputs[index] = ir::add_constant(graph_, names_.fresh(base), std::move(constant));
  }

  ir::Graph& graph_;
  ir::Names& names_;
  ir::Uses uses_;
  std::vector<int32_t> producers_;
};

}  // namespace

ir::Model fold_batch_norm(ir::Model model) {
  ir::Names names(model.graph);
  transform_all(model.graph, [&](ir::Graph& graph) { BatchNormFold(graph, names).run(); });
  return model;
}

}  // namespace sprint::prepare_passes
