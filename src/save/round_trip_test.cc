// Files that are read and written again are what they were; whatever cannot be written leaves
// nothing.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "ir/graph_for_test.h"
#include "load/load.h"
#include "save/save.h"

namespace sprint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string shared_data(const std::string& name) {
  const char* folder = std::getenv("SPRINT_SHARED_DATA");
  return (folder != nullptr ? folder : SPRINT_SOURCE_DIR "/../shared/data") + ("/" + name);
}

std::string read_file(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class RealFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(RealFiles, AreWrittenByteForByte) {
  const std::string path = shared_data(GetParam());
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  const ir::Model model = load_model(path);
  const std::string before = read_file(path);
  EXPECT_TRUE(serialize_model(model) == before);
  const TemporaryFolder folder;
  save_model(model, folder.path() + "/out.onnx");
  EXPECT_TRUE(read_file(folder.path() + "/out.onnx") == before);
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/out.onnx.data"));
}

INSTANTIATE_TEST_SUITE_P(SharedData, RealFiles,
                         ::testing::Values("mnist.onnx", "ultraface/version-RFB-320.onnx",
                                           "ultraface/version-RFB-320_simplified.onnx"));

// y = x * w, with a weight large enough to go to a file of its own and a bias that is not.
ir::Model made_model() {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 17, {}}};
  ir::add_input(model.graph, "x", ir::tensor_type(DType::float32, {1000}));
  std::vector<float> weights(1000);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i);
  ir::add_constant(model.graph, "w", ir::Constant::of<float>({1000}, weights));
  ir::add_constant(model.graph, "b", ir::Constant::of<float>({1}, {0.5F}));
  ir::add_node(model.graph, "Mul", {"x", "w"}, {"p"}).set({"axis", int64_t{1}});
  ir::add_node(model.graph, "Add", {"p", "b"}, {"y"});
  ir::add_output(model.graph, "y");
  return model;
}

const ir::Constant& weight(const ir::Model& model) {
  return *model.graph[ir::find_value(model.graph, "w")].constant;
}

TEST(Save, WritesModelsMadeInMemory) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/made.onnx";
  save_model(made_model(), path);
  const ir::Model read = load_model(path);
  EXPECT_EQ(read.path, path);
  EXPECT_EQ(read.ir_version, 8);
  EXPECT_EQ(ir::opset_version(read), 17);
  EXPECT_THAT(ir::op_types(read.graph), ElementsAre("Mul", "Add"));
  EXPECT_EQ(read.graph.nodes[0].get("axis", int64_t{0}), 1);
  EXPECT_EQ(weight(read).data(), weight(made_model()).data());
  EXPECT_EQ(shape_text(*read.graph[read.graph.inputs[0]].type.shape), "[1000]");
}

TEST(Save, WritesExternalDataThatReadsBack) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/made.onnx";
  save_model(made_model(), path, ExternalData::always);
  EXPECT_EQ(std::filesystem::file_size(path + ".data"), 4000U);
  EXPECT_LT(std::filesystem::file_size(path), 1000U);
  const ir::Model read = load_model(path);
  EXPECT_THAT(read.external_data, ElementsAre(path + ".data"));
  EXPECT_EQ(weight(read).data(), weight(made_model()).data());
  EXPECT_TRUE(weight(read).external());

  // A model that came with external data keeps it so, in another folder too.
  std::filesystem::create_directory(folder.path() + "/other");
  const std::string copy = folder.path() + "/other/copy.onnx";
  save_model(read, copy);
  EXPECT_EQ(std::filesystem::file_size(copy + ".data"), 4000U);
  EXPECT_EQ(weight(load_model(copy)).data(), weight(read).data());

  save_model(read, copy, ExternalData::never);
  std::filesystem::remove(copy + ".data");
  EXPECT_EQ(weight(load_model(copy)).data(), weight(read).data());
}

TEST(Save, DecidesForExternalDataAtTwoGigabytes) {
  ir::Model model = made_model();
  EXPECT_FALSE(needs_external_data(model, 2147483647));
  EXPECT_TRUE(needs_external_data(model, 2147483648));
  model.external_data = {"weights"};
  EXPECT_TRUE(needs_external_data(model, 10));
}

TEST(Save, RefusesTheFilesThatTheModelWasReadFrom) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/made.onnx";
  save_model(made_model(), path, ExternalData::always);
  const std::string before = read_file(path);
  const ir::Model read = load_model(path);
  std::filesystem::create_hard_link(path, folder.path() + "/linked.onnx");
  EXPECT_THAT([&] { save_model(read, path); }, ThrowsMessage<Error>(HasSubstr("own file")));
  EXPECT_THROW(save_model(read, folder.path() + "/./made.onnx"), Error);
  EXPECT_THROW(save_model(read, folder.path() + "/linked.onnx"), Error);
  EXPECT_THAT([&] { save_model(read, path + ".data", ExternalData::never); },
              ThrowsMessage<Error>(HasSubstr("keeps the weights")));
  EXPECT_EQ(read_file(path), before);
}

TEST(Save, LeavesNothingWhereTheFolderIsMissing) {
  EXPECT_THAT([] { save_model(made_model(), "/nonexistent/out.onnx", ExternalData::always); },
              ThrowsMessage<Error>(HasSubstr("/nonexistent/out.onnx")));
}

}  // namespace
}  // namespace sprint
