#include "optimize/fingerprint.h"

#include <gmock/gmock.h>

#include "optimize/candidates.h"
#include "optimize/recipe.h"
#include "optimize/work.h"
#include "sprint/samples.h"

namespace sprint::optimize {
namespace {

constexpr size_t kQdq = 0, kPercentile = 1, kPerTensor = 2, kQOperator = 4;  // of all_recipes()

class Fingerprints : public testing::Test {
 protected:
  static const Source& source() {
    static const Source made = [] {
      const std::string example = SPRINT_SOURCE_DIR "/examples/sprint_classifier/";
      SampleSet samples = open_samples(example + "frames");
      samples.samples.resize(4);
      return make_source(Model::load(example + "sprint_classifier.onnx"), samples, {});
    }();
    return made;
  }
  static Fingerprint of(size_t recipe, Runtime runtime) {
    return fingerprint(make_candidate(source(), all_recipes()[recipe]), runtime);
  }
};

TEST_F(Fingerprints, FormsOfTheSameRangesAreOneProgramInTheNativeRuntime) {
  EXPECT_EQ(of(kQdq, Runtime::native).program, of(kQOperator, Runtime::native).program);
  EXPECT_NE(of(kQdq, Runtime::onnxruntime).program, of(kQOperator, Runtime::onnxruntime).program);
  EXPECT_NE(of(kQdq, Runtime::onnxruntime).kernels, of(kQOperator, Runtime::onnxruntime).kernels);
}

TEST_F(Fingerprints, OtherRangesAreOtherProgramsOfTheSameKernels) {
  for (const Runtime runtime : {Runtime::native, Runtime::onnxruntime}) {
    EXPECT_NE(of(kQdq, runtime).program, of(kPercentile, runtime).program);
    EXPECT_EQ(of(kQdq, runtime).kernels, of(kPercentile, runtime).kernels);
    EXPECT_NE(of(kQdq, runtime).program, of(kPerTensor, runtime).program);
  }
}

TEST_F(Fingerprints, WorkIsCountedInTheGraph) {
  const ir::Model& model = source().prepared;
  const double one = multiplications(model, {{1, 3, 48, 48}}),
               two = multiplications(model, {{2, 3, 48, 48}});
  EXPECT_GT(one, 1e5);
  EXPECT_LT(one, 1e9);
  EXPECT_DOUBLE_EQ(two, 2 * one);
}

}  // namespace
}  // namespace sprint::optimize
