#include "sprint/model.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "ir/graph_for_test.h"

namespace sprint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

ir::Model made() {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 17, {}}};
  ir::Graph& graph = model.graph;
  ir::Type type = ir::tensor_type(DType::float32, {1, 2});
  type.shape->at(0) = Dim::named("batch");
  ir::add_input(graph, "x", type);
  ir::add_constant(graph, "w", ir::Constant::of<float>({2}, {1, 2}));
  graph.inputs.push_back(ir::find_value(graph, "w"));  // a default
  ir::add_node(graph, "Mul", {"x", "w"}, {"y"});
  ir::add_output(graph, "y");
  return model;
}

TEST(Model, TakesPixelsAsTheyAreWhereItsInputIsUint8) {
  ir::Model model = made();
  model.graph[model.graph.inputs[0]].type.dtype = DType::uint8;
  EXPECT_EQ(Model(std::make_shared<const ir::Model>(model)).preprocess().std,
            std::vector<float>{1});
}

TEST(Model, SurvivesItsFileWithPreprocessAndLabels) {
  const Model model(std::make_shared<const ir::Model>(made()));
  EXPECT_EQ(model.preprocess(), Preprocess{});
  EXPECT_THAT(model.labels(), IsEmpty());
  Preprocess spec;
  spec.width = 320;
  spec.mean = {127};
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/model.onnx";
  model.with_preprocess(spec).with_labels({"inactive", "active \"x\""}).save(path);
  const Model read = Model::load(path);
  EXPECT_EQ(read.preprocess(), spec);
  EXPECT_THAT(read.labels(), ElementsAre("inactive", "active \"x\""));
  EXPECT_EQ(read.opset(), 17);
  EXPECT_THAT(model.labels(), IsEmpty());
}

TEST(Model, GivesInputsWithoutDefaults) {
  const Model model(std::make_shared<const ir::Model>(made()));
  const auto inputs = model.inputs();
  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_EQ(inputs[0].name, "x");
  EXPECT_EQ(inputs[0].dtype, DType::float32);
  EXPECT_THAT(inputs[0].dims, ElementsAre(-1, 2));
  EXPECT_EQ(model.outputs().front().name, "y");
}

TEST(Model, NamesMetadataThatItCannotRead) {
  ir::Model model = made();
  model.path = "some.onnx";
  ir::set_metadata(model, "sprint.labels", "[1");
  const Model broken(std::make_shared<const ir::Model>(model));
  EXPECT_THAT([&] { (void)broken.labels(); },
              ThrowsMessage<Error>(HasSubstr("some.onnx: metadata 'sprint.labels'")));
}

}  // namespace
}  // namespace sprint
