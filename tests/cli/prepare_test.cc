#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "save/save.h"
#include "sprint/model.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/quantize/random_network.h"

namespace sprint::tests {
namespace {

using ::testing::Contains;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

class Prepare : public FilesTest {
 protected:
  Prepare() {
    RandomNetwork network(1);
    ir::Model model = network.ir();
    // An Identity in front of the first node, for preparing to remove.
    ir::Graph& graph = model.graph;
    ir::Value value;
    value.name = "copy of the input";
    value.type = graph[graph.inputs[0]].type;
    graph.values.push_back(value);
    const auto copy = static_cast<ir::ValueId>(graph.values.size() - 1);
    for (ir::Node& node : graph.nodes) std::ranges::replace(node.inputs, graph.inputs[0], copy);
    ir::Node identity;
    identity.op_type = "Identity";
    identity.inputs = {graph.inputs[0]};
    identity.outputs = {copy};
    graph.nodes.insert(graph.nodes.begin(), identity);
    ir::set_metadata(model, "sprint.labels", R"(["cat","dog"])");
    save_model(model, model_);
  }

  const std::string model_ = path("model.onnx"), out_ = path("out.onnx");
};

TEST_F(Prepare, WritesTheModelWithLessNodesAndItsMetadata) {
  const ChildResult result =
      run_sprint({"prepare", model_, "-o", out_, "--json", path("out.json")});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("nodes"));
  const Model before = Model::load(model_), after = Model::load(out_);
  EXPECT_EQ(after.labels(), before.labels());
  EXPECT_LT(after.ir().graph.nodes.size(), before.ir().graph.nodes.size());
  EXPECT_THAT(after.ir().graph.nodes,
              Not(Contains(testing::Field(&ir::Node::op_type, Eq("Identity")))));
  const auto json = nlohmann::json::parse(std::ifstream(path("out.json")));
  EXPECT_EQ(json["model"]["nodes"], before.ir().graph.nodes.size());
  EXPECT_EQ(json["output"]["nodes"], after.ir().graph.nodes.size());
  EXPECT_EQ(json["output"]["size_bytes"], std::filesystem::file_size(out_));
  EXPECT_EQ(json["checked"], true);
}

TEST_F(Prepare, ChecksInOnnxRuntimeAndLeavesNothingWhereItCannot) {
  const ChildResult result =
      run_sprint({"prepare", model_, "-o", out_}, {"SPRINT_ONNXRUNTIME=" + path("none.so")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("none.so"));
  EXPECT_FALSE(std::filesystem::exists(out_));
  EXPECT_EQ(run_sprint({"prepare", model_, "-o", out_, "--no-check"},
                       {"SPRINT_ONNXRUNTIME=" + path("none.so")})
                .exit_code,
            0);
}

TEST_F(Prepare, NeverWritesOverTheModel) {
  const ChildResult result = run_sprint({"prepare", model_, "-o", model_});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("--output"));
}

}  // namespace
}  // namespace sprint::tests
