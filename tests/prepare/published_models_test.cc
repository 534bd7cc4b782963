// Models as their authors publish them must go through prepare() untouched by hand and compute the
// same after.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "ir/check.h"
#include "load/load.h"
#include "prepare/prepare.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint {
namespace {

std::string shared_data() {
  const char* given = std::getenv("SPRINT_SHARED_DATA");
  return given != nullptr ? given : std::string(SPRINT_SOURCE_DIR) + "/../shared/data";
}

Tensor random_tensor(const TensorSpec& spec, float low, float high, unsigned seed) {
  std::vector<int64_t> dims = spec.dims;
  for (int64_t& dim : dims) dim = std::max<int64_t>(dim, 1);
  Tensor tensor(DType::float32, dims);
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> draw(low, high);
  for (float& value : tensor.as<float>()) value = draw(engine);
  return tensor;
}

class PublishedModel : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    path_ = shared_data() + "/" + GetParam();
    if (!std::filesystem::exists(path_)) GTEST_SKIP() << path_ << " is missing";
  }

  std::string path_;
};

TEST_P(PublishedModel, ComputesTheSameOncePrepared) {
  const Model original = Model::load(path_);
  for (const int64_t opset : {13, 17, 21}) {
    SCOPED_TRACE(opset);
    const ir::Model prepared = prepare(original.ir(), {opset});
    EXPECT_NO_THROW(ir::check(prepared));
    for (const ir::Node& node : prepared.graph.nodes) {
      EXPECT_FALSE(node.name.empty());
      EXPECT_NE(node.op_type, "BatchNormalization");
      EXPECT_NE(node.op_type, "Constant");
    }
    const auto before = open_session(original, {.runtime = Runtime::onnxruntime});
    const auto after = open_session(Model(std::make_shared<const ir::Model>(prepared)),
                                    {.runtime = Runtime::onnxruntime});
    for (const float range : {1.0F, 30.0F}) {
      const Tensor input = random_tensor(before->inputs().front(), -range, range, 7);
      const auto expected = before->run({&input, 1}), actual = after->run({&input, 1});
      ASSERT_EQ(expected.size(), actual.size());
      for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(expected[i].dims, actual[i].dims);
        const auto a = expected[i].as<float>(), b = actual[i].as<float>();
        for (size_t k = 0; k < a.size(); ++k) {
          ASSERT_NEAR(a[k], b[k], 1e-4 * std::max(1.0F, std::fabs(a[k]))) << i << ", " << k;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, PublishedModel,
                         testing::Values("mnist.onnx", "ultraface/version-RFB-320.onnx",
                                         "ultraface/version-RFB-320_simplified.onnx"));

}  // namespace
}  // namespace sprint
