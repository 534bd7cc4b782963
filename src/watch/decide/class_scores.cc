#include "watch/decide/class_scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "data/spec_text.h"
#include "ir/edit.h"
#include "session/class_confidences.h"
#include "session/class_outputs.h"
#include "tensor/elements.h"

namespace sprint::watch {
namespace {

constexpr const char* kDefaultLabel = "active";

// Operators that hand on what they are given, but for its shape, type or precision.
constexpr std::array<std::string_view, 9> kTransparent{
    "Identity", "Reshape",        "Flatten",          "Squeeze", "Unsqueeze",
    "Cast",     "QuantizeLinear", "DequantizeLinear", "Dropout"};
constexpr std::array<std::string_view, 3> kSigmoids{"Sigmoid", "HardSigmoid", "QLinearSigmoid"};

bool ends_in_sigmoid(const ir::Graph& graph, ir::ValueId value) {
  const ir::Uses uses(graph);
  for (int32_t index = uses.producer(value); index >= 0; index = uses.producer(value)) {
    const ir::Node& node = graph.nodes[static_cast<size_t>(index)];
    if (std::ranges::find(kSigmoids, node.op_type) != kSigmoids.end()) return true;
    if (std::ranges::find(kTransparent, node.op_type) == kTransparent.end()) return false;
    value = node.inputs.front();
  }
  return false;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool is_single_number(std::span<const Tensor> outputs) {
  return outputs.size() == 1 && outputs[0].count() == 1;
}

size_t find_output(std::span<const Tensor> outputs) {
  if (is_single_number(outputs)) return 0;
  const std::vector<size_t> found = session::class_outputs(outputs);
  if (found.size() == 1) return found.front();
  std::vector<std::string> shapes;
  for (const Tensor& output : outputs) {
    shapes.push_back(data::spec_text(output.dtype, output.dims));
  }
  fail("gives {}; expected a classifier: {} of one number per class, or a single number",
       joined(shapes), found.empty() ? "an output" : "only one output");
}

// What the setting names, or the first word of the model itself.
size_t find_active(const std::vector<std::string>& names, size_t classes,
                   const std::optional<std::string>& label) {
  if (names.empty() && label) {
    fail(
        "stores no class names, so '{}' cannot be found among its {} classes; leave out "
        "ml_active_label, or store the names in the model (metadata sprint.labels)",
        *label, classes);
  }
  if (names.empty() && classes == 2) return 1;
  if (names.empty()) {
    fail(
        "gives {} classes and stores no names of them, so that none is known as active; store the "
        "names in the model (metadata sprint.labels)",
        classes);
  }
  if (names.size() != classes) {
    fail("stores {} class names, but gives {} classes", names.size(), classes);
  }
  const std::string wanted = label.value_or(kDefaultLabel);
  const auto found = std::ranges::find(names, wanted);
  if (found == names.end()) {
    fail("has no class '{}'; set ml_active_label to one of: {}", wanted, joined(names));
  }
  return static_cast<size_t>(found - names.begin());
}

// Of the two classes that a single number tells apart.
size_t find_active_of_two(std::vector<std::string> names, std::optional<std::string> label) {
  if (names.size() == 1) {
    if (!label) label = names[0];
    names.insert(names.begin(), "not " + names[0]);
  }
  return find_active(names, 2, label);
}

}  // namespace

ClassScores::ClassScores(const ir::Graph& graph, const std::vector<std::string>& names,
                         std::span<const Tensor> outputs,
                         const std::optional<std::string>& active_label)
    : output_(find_output(outputs)),
      dtype_(outputs[output_].dtype),
      single_(is_single_number(outputs)),
      logistic_(false) {
  const auto classes = static_cast<size_t>(outputs[output_].count());
  if (single_) {
    logistic_ = !ends_in_sigmoid(graph, graph.outputs[output_]);
    active_ = find_active_of_two(names, active_label);
  } else {
    active_ = find_active(names, classes, active_label);
  }
  confidences_.resize(classes);
}

double ClassScores::probability(std::span<const std::byte> bytes) {
  const size_t count = confidences_.size();
  if (dtype_ == DType::float32) {
    return probability_of({reinterpret_cast<const float*>(bytes.data()), count});
  }
  return probability_of(read_floats(dtype_, bytes, static_cast<int64_t>(count)));
}

double ClassScores::probability_of(std::span<const float> scores) {
  if (!single_) {
    session::class_confidences(scores, confidences_);
    return confidences_[active_];
  }
  const double score = scores[0];
  if (std::isnan(score)) return 0;
  const double second = logistic_ ? 1 / (1 + std::exp(-score)) : std::clamp(score, 0.0, 1.0);
  return active_ == 1 ? second : 1 - second;
}

}  // namespace sprint::watch
