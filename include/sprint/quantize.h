// Makes INT8 models out of FP32 ones.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sprint/model.h"
#include "sprint/samples.h"

namespace sprint {

enum class QuantizeMode {
  static_,  // activations by ranges found on samples
  dynamic,  // activations by the range of each run: needs no samples
};

enum class QuantFormat {
  qdq,        // QuantizeLinear and DequantizeLinear around float operators; the runtime fuses them
  qoperator,  // QLinearConv, QLinearMatMul, ... (static only)
};

enum class CalibrationMethod { min_max, percentile };

struct QuantizeOptions {
  QuantizeMode mode = QuantizeMode::static_;
  QuantFormat format = QuantFormat::qdq;
  DType activation_type = DType::uint8;  // uint8 or int8; dynamic: uint8
  DType weight_type = DType::int8;  // int8 or uint8. Dynamic Conv weights are always uint8: see
                                    // docs/quantization.md
  bool per_channel = true;          // one weight scale per output channel
  bool symmetric_activations = false;
  std::optional<bool>
      symmetric_weights;  // nothing: int8 weights and every per-channel weight are symmetric
  CalibrationMethod calibration = CalibrationMethod::min_max;
  double percentile = 99.999;         // of the values kept, for CalibrationMethod::percentile
  std::vector<std::string> op_types;  // only these operators; empty: all that gain
  std::vector<std::string> nodes,
      exclude;        // only these nodes, not these: names, * matches any run of characters
  bool check = true;  // load and run the model and the result in ONNX Runtime, in a child process,
                      // on the first sample, else on random values
  // Of those values, by the names of inputs; nothing: where the model leaves dimensions open, sizes
  // are tried until it runs.
  std::map<std::string, std::vector<int64_t>> check_shapes;
};

// Told how far a stage has come: `done` of `total` steps.
using Progress = std::function<void(const char* stage, size_t done, size_t total)>;

// Returns the INT8 form of `model`. Static mode calibrates on all of `samples`; dynamic mode needs
// none (null) and only checks its result on the first. Throws Error where the model is quantized
// already, has nothing to quantize, or the result does not run.
Model quantize(const Model& model, const SampleSet* samples, const QuantizeOptions& options = {},
               const Progress& progress = {});

}  // namespace sprint
