// Models as an attacker would write them: sound ones with one thing about a node wrong. The native
// runtime gives an answer or throws Error; the sanitizers see what it should not have touched.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/quantize.h"
#include "sprint/session.h"
#include "tests/support/onnx_cases.h"

namespace sprint::tests {
namespace {

constexpr int64_t kIntegers[] = {0,
                                 -1,
                                 3,
                                 int64_t{1} << 40,
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min()};

// `original` with its elements repeated or cut to make up `dims`.
ir::ConstantPtr resized(const ir::Constant& original, std::vector<int64_t> dims) {
  const Bytes& from = original.data();
  Tensor tensor(original.dtype(), std::move(dims));
  for (size_t i = 0; i < tensor.data.size() && from.size() > 0; ++i) {
    tensor.data[i] = from.data()[i % from.size()];
  }
  return ir::Constant::make(std::move(tensor));
}

class Attack {
 public:
  Attack(const ir::Model& model, std::vector<Tensor> inputs)
      : model_(model), inputs_(std::move(inputs)) {
    ir::Graph& graph = model_.graph;
    for (const ir::ValueId id : graph.outputs) graph[id].type.shape.reset();
    graph.value_infos.clear();
  }

  // Every change of every part, each on its own.
  void run() {
    for (size_t i = 0; i < model_.graph.initializers.size(); ++i) change_constant(i);
    for (size_t i = 0; i < model_.graph.nodes.size(); ++i) change_node(i);
  }

  size_t answers = 0, errors = 0;

 private:
  void attempt(const std::function<void(ir::Graph&)>& change) {
    auto changed = std::make_shared<ir::Model>(model_);
    change(changed->graph);
    SessionOptions options;
    options.runtime = Runtime::native;
    try {
      open_session(Model(changed), options)->run(inputs_);
      ++answers;
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
      ++errors;
    }
  }

  void change_constant(size_t index) {
    const ir::ValueId id = model_.graph.initializers[index];
    const ir::Constant& constant = *model_.graph[id].constant;
    if (constant.data().size() == 0) return;
    const int64_t count = constant.count();
    for (const std::vector<int64_t>& dims :
         {std::vector<int64_t>{}, {0}, {count - 1}, {count + 1}, {1, count}, {1, 1, 1, count}}) {
      attempt([&](ir::Graph& graph) { graph[id].constant = resized(constant, dims); });
    }
    if (constant.dtype() != DType::int64) return;
    for (const int64_t value : kIntegers) {
      attempt([&](ir::Graph& graph) {
        std::vector<int64_t> values = constant.to_ints();
        values.back() = value;
        graph[id].constant = ir::Constant::of<int64_t>(constant.dims(), std::move(values));
      });
    }
  }

  void change_node(size_t index) {
    const ir::Node& node = model_.graph.nodes[index];
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      attempt([&](ir::Graph& graph) { graph.nodes[index].inputs.resize(i); });
    }
    for (const ir::Attribute& attribute : node.attributes) {
      for (const int64_t value : kIntegers) change_attribute(index, attribute, value);
    }
    for (const char* name : {"pads", "strides", "dilations"}) {
      const ir::Attribute* found = node.find(name);
      if (found != nullptr) change_attribute(index, *found, int64_t{1} << 30);
    }
  }

  void change_attribute(size_t index, const ir::Attribute& attribute, int64_t value) {
    if (std::holds_alternative<int64_t>(attribute.value())) {
      attempt([&](ir::Graph& graph) { graph.nodes[index].set({attribute.name(), value}); });
    }
    const auto* list = std::get_if<std::vector<int64_t>>(&attribute.value());
    if (list == nullptr || list->empty()) return;
    std::vector<int64_t> last = *list, longer = *list;
    last.back() = value;
    longer.push_back(value);
    for (const std::vector<int64_t>& values : {last, longer}) {
      attempt([&](ir::Graph& graph) { graph.nodes[index].set({attribute.name(), values}); });
    }
  }

  ir::Model model_;
  std::vector<Tensor> inputs_;
};

TEST(HostileNatively, SingleNodesGiveAnAnswerOrAnError) {
  if (!fs::exists(data_folder())) {
    GTEST_SKIP() << "ONNX's test data is missing: install libonnx-testdata";
  }
  size_t answers = 0, errors = 0;
  for (const Case& sound : load_cases("node")) {
    SCOPED_TRACE(sound.name);
    const Case test = with_constants(sound);
    Attack attack(test.model, test.inputs);
    attack.run();
    answers += attack.answers;
    errors += attack.errors;
  }
  EXPECT_GT(answers, 1000U);
  EXPECT_GT(errors, 1000U);
}

TEST(HostileNatively, QuantizedModelsGiveAnAnswerOrAnError) {
  const Model model =
      Model::load(SPRINT_SOURCE_DIR "/examples/sprint_classifier/sprint_classifier.onnx");
  SampleSet set = open_samples(SPRINT_SOURCE_DIR "/examples/sprint_classifier/frames");
  set.samples.resize(4);
  for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator}) {
    QuantizeOptions options;
    options.format = format;
    options.check = false;
    const Model quantized = quantize(model, &set, options);
    Attack attack(quantized.ir(), load_sample(set.samples[0], model.preprocess(), model.inputs()));
    attack.run();
    EXPECT_GT(attack.answers, 10U);
    EXPECT_GT(attack.errors, 10U);
  }
}

}  // namespace
}  // namespace sprint::tests
