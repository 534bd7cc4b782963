#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "base/temporary_folder.h"
#include "ir/graph_for_test.h"
#include "load/load.h"
#include "save/save.h"
#include "sprint/error.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

// Enough weights for save_model to move them out of the file.
constexpr int64_t kCount = 1000;

// y = x * w, where w = 3.
ir::Model made() {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 17, {}}};
  ir::Graph& graph = model.graph;
  ir::add_input(graph, "x", ir::tensor_type(DType::float32, {kCount}));
  ir::add_constant(graph, "w", ir::Constant::of<float>({kCount}, std::vector<float>(kCount, 3)));
  ir::add_node(graph, "Mul", {"x", "w"}, {"y"});
  ir::add_output(graph, "y");
  graph[ir::find_value(graph, "y")].type = ir::tensor_type(DType::float32, {kCount});
  return model;
}

std::vector<float> run(const ir::Model& model) {
  const auto session = open_session(Model(std::make_shared<const ir::Model>(model)),
                                    {.runtime = Runtime::onnxruntime});
  Tensor x(DType::float32, {kCount});
  std::ranges::fill(x.as<float>(), 2);
  return to_floats(session->run(std::vector{x})[0]);
}

TEST(OpenModel, RunsAModelMadeInMemory) {
  EXPECT_THAT(run(made()), AllOf(SizeIs(kCount), Each(6)));
}

TEST(OpenModel, RunsAModelWithExternalData) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/model.onnx";
  save_model(made(), path, ExternalData::always);
  const ir::Model model = load_model(path);
  ASSERT_FALSE(model.external_data.empty());
  EXPECT_THAT(run(model), AllOf(SizeIs(kCount), Each(6)));
}

TEST(OpenModel, LeavesNoDamagedFileToOnnxRuntime) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/words.onnx";
  std::ofstream(path) << "hello";
  EXPECT_THAT([&] { open_session(path); },
              ThrowsMessage<Error>(HasSubstr("words.onnx: is damaged, cut short or not ONNX")));
}

}  // namespace
}  // namespace sprint
