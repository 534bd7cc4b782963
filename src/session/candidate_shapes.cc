#include "session/candidate_shapes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.h"
#include "prepare/prepare.h"

namespace sprint::session {
namespace {

using ir::ValueId;

constexpr int64_t kMostElements = int64_t{1} << 24;  // of all inputs together
constexpr int64_t kLargestStride = 256;

// An open dimension: of a name, or of one input alone.
struct OpenDim {
  std::string symbol;
  std::vector<std::pair<ValueId, size_t>> places;  // input, axis
  std::optional<int64_t> size;                     // where a weight or a given shape fixes it

  // The first dimension of tensors that have others.
  bool is_batch(const ir::Graph& graph) const {
    return std::ranges::all_of(places, [&](const auto& place) {
      return place.second == 0 && graph[place.first].type.shape->size() > 1;
    });
  }
};

std::vector<ValueId> open_inputs(const ir::Graph& graph) {
  std::vector<ValueId> ids;
  for (const ValueId id : graph.inputs) {
    const std::optional<Shape>& shape = graph[id].type.shape;
    if (graph.constant(id) == nullptr && shape && !known_dims(*shape)) ids.push_back(id);
  }
  return ids;
}

std::vector<OpenDim> open_dims(const ir::Graph& graph, const std::vector<ValueId>& inputs) {
  std::vector<OpenDim> dims;
  for (const ValueId id : inputs) {
    const Shape& shape = *graph[id].type.shape;
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis].known()) continue;
      const std::string& symbol = shape[axis].symbol;
      auto found = std::ranges::find_if(
          dims, [&](const OpenDim& dim) { return !symbol.empty() && dim.symbol == symbol; });
      if (found == dims.end()) found = dims.insert(dims.end(), OpenDim{symbol, {}, {}});
      found->places.emplace_back(id, axis);
    }
  }
  return dims;
}

void fix(std::vector<OpenDim>& dims, ValueId input, size_t axis, int64_t size) {
  for (OpenDim& dim : dims) {
    if (std::ranges::find(dim.places, std::pair(input, axis)) != dim.places.end()) dim.size = size;
  }
}

void fix_given(std::vector<OpenDim>& dims, const ir::Graph& graph, const InputShapes& given) {
  for (const ValueId id : graph.inputs) {
    const auto found = given.find(graph[id].name);
    if (found == given.end()) continue;
    for (size_t axis = 0; axis < found->second.size(); ++axis)
      fix(dims, id, axis, found->second[axis]);
  }
}

// Channels that a constant weight multiplies: the second of a Conv's input, the last of a Gemm's or
// MatMul's.
void fix_channels(std::vector<OpenDim>& dims, const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes) {
    const ir::ConstantPtr weight = graph.constant(node.input(1));
    if (weight == nullptr || weight->dims().size() < 2) continue;
    const std::vector<int64_t>& extents = weight->dims();
    const ValueId input = node.input(0);
    const std::optional<Shape>* shape = input < 0 ? nullptr : &graph[input].type.shape;
    if (shape == nullptr || !*shape || (*shape)->empty()) continue;
    const size_t last = (*shape)->size() - 1;
    if (node.op_type == "Conv") fix(dims, input, 1, extents[1] * node.get<int64_t>("group", 1));
    if (node.op_type == "MatMul") fix(dims, input, last, extents[extents.size() - 2]);
    if (node.op_type == "Gemm" && node.get<int64_t>("transA", 0) == 0)
      fix(dims, input, last, extents[node.get<int64_t>("transB", 0) == 0 ? 0 : 1]);
  }
}

// The largest product of strides on a path through the graph: sizes of images are often multiples
// of it.
int64_t total_stride(const ir::Graph& graph) {
  std::vector<int64_t> strides(graph.values.size(), 1);
  int64_t largest = 1;
  for (const ir::Node& node : graph.nodes) {
    int64_t stride = 1;
    for (const ValueId id : node.inputs) {
      if (id != ir::kNoValue) stride = std::max(stride, strides[static_cast<size_t>(id)]);
    }
    const bool enlarges = node.op_type == "ConvTranspose";
    for (const int64_t own : node.get("strides", std::vector<int64_t>{})) {
      if (enlarges || own < 2) continue;
      stride = std::min(stride * std::min(own, kLargestStride), kLargestStride);
      break;
    }
    for (const ValueId id : node.outputs) {
      if (id != ir::kNoValue) strides[static_cast<size_t>(id)] = stride;
    }
    largest = std::max(largest, stride);
  }
  return largest;
}

std::vector<int64_t> sizes_to_try(const ir::Graph& graph) {
  constexpr std::array<int64_t, 12> kUsual{2, 4, 8, 16, 32, 64, 128, 224, 256, 320, 512, 640};
  const int64_t stride = total_stride(graph);
  std::vector<int64_t> sizes{1, stride, 2 * stride};
  sizes.insert(sizes.end(), kUsual.begin(), kUsual.end());
  return sizes;
}

InputShapes shapes_of(const ir::Graph& graph, const std::vector<ValueId>& inputs,
                      const std::vector<OpenDim>& dims, int64_t batch, int64_t size) {
  InputShapes shapes;
  for (const ValueId id : inputs) {
    std::vector<int64_t>& own = shapes[graph[id].name];
    for (const Dim& dim : *graph[id].type.shape) own.push_back(dim.value);
  }
  for (const OpenDim& dim : dims) {
    const int64_t chosen = dim.size.value_or(dim.is_batch(graph) ? batch : size);
    for (const auto& [id, axis] : dim.places) shapes[graph[id].name][axis] = chosen;
  }
  return shapes;
}

// Of all inputs; kMostElements + 1 for any number above.
int64_t elements(const InputShapes& shapes) {
  int64_t sum = 0;
  for (const auto& [name, dims] : shapes) {
    int64_t count = 1;
    for (const int64_t dim : dims) {
      if (dim != 0 && count > kMostElements / dim) return kMostElements + 1;
      count *= dim;
    }
    sum += count;
  }
  return std::min(sum, kMostElements + 1);
}

bool fits_graph(const ir::Model& model, const InputShapes& shapes) {
  ir::Model tried = model;
  for (const ValueId id : tried.graph.inputs) {
    const auto found = shapes.find(tried.graph[id].name);
    if (found != shapes.end()) tried.graph[id].type.shape = shape_of(found->second);
  }
  try {
    infer_shapes(std::move(tried));
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::vector<InputShapes> candidate_shapes(const ir::Model& model, const InputShapes& given) {
  const ir::Graph& graph = model.graph;
  const std::vector<ValueId> inputs = open_inputs(graph);
  std::vector<OpenDim> dims = open_dims(graph, inputs);
  fix_channels(dims, graph);
  fix_given(dims, graph, given);
  std::vector<InputShapes> all;
  const auto add = [&](int64_t batch, int64_t size) {
    InputShapes shapes = shapes_of(graph, inputs, dims, batch, size);
    for (const auto& [name, own] : given) shapes[name] = own;
    if (std::ranges::find(all, shapes) == all.end()) all.push_back(std::move(shapes));
  };
  const std::vector<int64_t> sizes = sizes_to_try(graph);
  for (const int64_t size : sizes) add(1, size);
  for (const int64_t size : sizes) add(size, size);
  std::vector<InputShapes> sound = all;
  std::erase_if(sound, [&](const InputShapes& shapes) {
    return elements(shapes) > kMostElements || !fits_graph(model, shapes);
  });
  return sound.empty() ? all : sound;
}

}  // namespace sprint::session
