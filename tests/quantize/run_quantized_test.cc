// Quantized models in ONNX Runtime: they load, run, and stay close to the float model.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "calibrate/observe.h"
#include "calibrate/ranges.h"
#include "quantize/quantize.h"
#include "sprint/session.h"
#include "tests/quantize/random_network.h"

namespace sprint::tests {
namespace {

struct Recipe {
  const char* name;
  double least_db;  // signal to noise of the outputs of all networks together
  QuantizeOptions options;
};

void PrintTo(const Recipe& recipe, std::ostream* out) { *out << recipe.name; }

Recipe recipe(const char* name, double least_db, const std::function<void(QuantizeOptions&)>& set) {
  Recipe made{name, least_db, {}};
  set(made.options);
  return made;
}

void to_qoperator(QuantizeOptions& options) { options.format = QuantFormat::qoperator; }
void to_s8(QuantizeOptions& options) { options.activation_type = DType::int8; }
void to_dynamic(QuantizeOptions& options) { options.mode = QuantizeMode::dynamic; }

std::vector<Recipe> recipes() {
  using O = QuantizeOptions;
  return {
      recipe("qdq", 25, [](O&) {}),
      recipe("qdq_per_tensor", 20, [](O& o) { o.per_channel = false; }),
      recipe("qdq_s8", 25, to_s8),
      recipe("qdq_symmetric", 20, [](O& o) { o.symmetric_activations = true; }),
      recipe("qdq_s8_symmetric", 20,
             [](O& o) {
               to_s8(o);
               o.symmetric_activations = true;
             }),
      recipe("qdq_percentile", 20,
             [](O& o) {
               o.calibration = CalibrationMethod::percentile;
               o.percentile = 99.99;
             }),
      recipe("qdq_weights_u8", 25, [](O& o) { o.weight_type = DType::uint8; }),
      recipe("qdq_weights_asymmetric", 20,
             [](O& o) {
               o.per_channel = false;
               o.symmetric_weights = false;
             }),
      recipe("qoperator", 25, to_qoperator),
      recipe("qoperator_per_tensor", 20,
             [](O& o) {
               to_qoperator(o);
               o.per_channel = false;
               o.weight_type = DType::uint8;
             }),
      recipe("qoperator_s8", 25,
             [](O& o) {
               to_qoperator(o);
               to_s8(o);
             }),
      recipe("qoperator_s8_symmetric", 20,
             [](O& o) {
               to_qoperator(o);
               to_s8(o);
               o.symmetric_activations = true;
             }),
      recipe("dynamic", 25, to_dynamic),
      recipe("dynamic_per_tensor", 20,
             [](O& o) {
               to_dynamic(o);
               o.per_channel = false;
             }),
      recipe("dynamic_weights_u8", 25,
             [](O& o) {
               to_dynamic(o);
               o.weight_type = DType::uint8;
             }),
  };
}

ir::Model quantized(const ir::Model& model, const std::vector<Tensor>& samples,
                    const QuantizeOptions& options) {
  const ir::Model prepared = prepare(model);
  if (options.mode == QuantizeMode::dynamic) {
    return quantization::quantize_dynamic(prepared, options);
  }
  const auto names = quantization::tensors_to_calibrate(prepared, options);
  const auto observed = calibrate::observe(prepared, names, samples.size(), [&](size_t index) {
    return std::vector<Tensor>{samples[index]};
  });
  return quantization::quantize_static(
      prepared, calibrate::choose_ranges(observed, options.calibration, options.percentile),
      options);
}

// 10 log10(sum x^2 / sum (x - y)^2) over all outputs x of `base` and y of `other`.
double sqnr_db(Session& base, Session& other, const std::vector<Tensor>& samples) {
  double signal = 0, noise = 0;
  for (const Tensor& sample : samples) {
    const std::vector<float> expected = to_floats(base.run({&sample, 1})[0]);
    const std::vector<float> given = to_floats(other.run({&sample, 1})[0]);
    EXPECT_EQ(given.size(), expected.size());
    for (size_t i = 0; i < std::min(given.size(), expected.size()); ++i) {
      signal += std::pow(expected[i], 2);
      noise += std::pow(expected[i] - given[i], 2);
    }
  }
  return 10 * std::log10(signal / noise);
}

class RunQuantized : public testing::TestWithParam<Recipe> {};

TEST_P(RunQuantized, StaysCloseToFloatOnRandomNetworksInEveryRuntime) {
  for (uint32_t seed = 0; seed < 9; ++seed) {
    SCOPED_TRACE(seed);
    RandomNetwork network(seed);
    std::vector<Tensor> samples;
    for (int i = 0; i < 4; ++i) samples.push_back(network.sample());
    const Model integer(
        std::make_shared<const ir::Model>(quantized(network.ir(), samples, GetParam().options)));
    const auto base = open_session(network.model(), {.runtime = Runtime::onnxruntime});
    for (const Runtime runtime : {Runtime::onnxruntime, Runtime::native}) {
      const auto session = open_session(integer, {.runtime = runtime});
      EXPECT_GE(sqnr_db(*base, *session, samples), GetParam().least_db) << session->runtime();
    }
    const auto native = open_session(network.model(), {.runtime = Runtime::native});
    EXPECT_GE(sqnr_db(*base, *native, samples), 90) << "FP32 on " << native->runtime();
  }
}

INSTANTIATE_TEST_SUITE_P(Recipes, RunQuantized, testing::ValuesIn(recipes()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace sprint::tests
