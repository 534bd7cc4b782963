// The quality that users get on a published face detector and real pictures.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "sprint/quantize.h"
#include "sprint/session.h"

namespace sprint::tests {
namespace {

std::string shared_data() {
  const char* set = std::getenv("SPRINT_SHARED_DATA");
  return set != nullptr ? set : SPRINT_SOURCE_DIR "/../shared/data";
}

// 10 log10(sum x^2 / sum (x - y)^2) of output 0 over all samples.
double sqnr_db(const Model& base, const Model& candidate, const SampleSet& set) {
  const SessionOptions options{.runtime = Runtime::onnxruntime};
  const auto base_session = open_session(base, options), session = open_session(candidate, options);
  double signal = 0, noise = 0;
  for (const Sample& sample : set.samples) {
    const auto inputs = load_sample(sample, base.preprocess(), base.inputs());
    const std::vector<float> expected = to_floats(base_session->run(inputs)[0]);
    const std::vector<float> given = to_floats(session->run(inputs)[0]);
    for (size_t i = 0; i < expected.size(); ++i) {
      signal += std::pow(expected[i], 2);
      noise += std::pow(expected[i] - given[i], 2);
    }
  }
  return 10 * std::log10(signal / noise);
}

TEST(UltraFace, ScoresKeepAtLeastTheQualityOfOnnxRuntimesTool) {
  const std::string folder = shared_data() + "/ultraface";
  const std::string path = folder + "/version-RFB-320_simplified.onnx";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  Preprocess spec;
  spec.width = 320;
  spec.height = 240;
  spec.resize = ResizeMethod::bilinear;
  spec.mean = {127};
  spec.std = {128};
  const Model model = Model::load(path).with_preprocess(spec);
  SampleSet calibration = open_samples(folder + "/images"), held_out = calibration;
  ASSERT_EQ(calibration.samples.size(), 24U);
  calibration.samples.resize(12);
  held_out.samples.erase(held_out.samples.begin(), held_out.samples.begin() + 12);

  QuantizeOptions options;
  EXPECT_GE(sqnr_db(model, quantize(model, &calibration, options), held_out), 43.0);
  options.format = QuantFormat::qoperator;
  EXPECT_GE(sqnr_db(model, quantize(model, &calibration, options), held_out), 43.0);
  options.per_channel = false;
  EXPECT_GE(sqnr_db(model, quantize(model, &calibration, options), held_out), 40.0);
}

}  // namespace
}  // namespace sprint::tests
