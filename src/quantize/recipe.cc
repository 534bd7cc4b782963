#include "quantize/recipe.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "quantize/quantize.h"

namespace sprint::quantization {
namespace {

bool is_eight_bit(DType type) { return type == DType::uint8 || type == DType::int8; }

}  // namespace

Scheme activation_scheme(const QuantizeOptions& options) {
  return {options.activation_type, options.symmetric_activations};
}

Scheme weight_scheme(const QuantizeOptions& options, DType type, bool per_channel) {
  return {type, options.symmetric_weights.value_or(type == DType::int8 || per_channel)};
}

void check_options(const QuantizeOptions& options) {
  if (!is_eight_bit(options.activation_type) || !is_eight_bit(options.weight_type)) {
    fail_usage("activations and weights: expected uint8 or int8, got {} and {}",
               dtype_name(options.activation_type), dtype_name(options.weight_type));
  }
  if (options.per_channel && options.symmetric_weights == false) {
    fail_usage(
        "asymmetric weights per channel: ONNX Runtime's kernels take one zero point for all "
        "channels; ask for scales per tensor, or for symmetric weights");
  }
  if (options.mode == QuantizeMode::dynamic) {
    if (options.activation_type != DType::uint8 || options.symmetric_activations) {
      fail_usage(
          "dynamic mode quantizes activations as DynamicQuantizeLinear does: asymmetric uint8");
    }
    if (options.format != QuantFormat::qdq) {
      fail_usage(
          "dynamic mode has one format of its own (ConvInteger, MatMulInteger): leave the "
          "format out");
    }
    return;
  }
  if (options.activation_type == DType::int8 && options.weight_type == DType::uint8) {
    fail_usage(
        "int8 activations with uint8 weights: no kernel of ONNX Runtime takes them; use int8 "
        "weights");
  }
  if (!(options.percentile > 0 && options.percentile <= 100)) {
    fail_usage("percentile: expected a number over 0 and at most 100, got {}", options.percentile);
  }
}

std::string recipe_json(const QuantizeOptions& options) {
  const bool is_static = options.mode == QuantizeMode::static_;
  nlohmann::ordered_json json{{"mode", is_static ? "static" : "dynamic"}};
  if (is_static) {
    json["format"] = options.format == QuantFormat::qdq ? "qdq" : "qoperator";
    json["symmetric_activations"] = options.symmetric_activations;
    json["calibration"] =
        options.calibration == CalibrationMethod::min_max ? "min-max" : "percentile";
    if (options.calibration == CalibrationMethod::percentile) {
      json["percentile"] = options.percentile;
    }
  }
  json["activation_type"] = dtype_name(options.activation_type);
  json["weight_type"] = dtype_name(options.weight_type);
  json["per_channel"] = options.per_channel;
  json["symmetric_weights"] =
      weight_scheme(options, options.weight_type, options.per_channel).symmetric;
  if (!options.op_types.empty()) json["op_types"] = options.op_types;
  if (!options.nodes.empty()) json["nodes"] = options.nodes;
  if (!options.exclude.empty()) json["exclude"] = options.exclude;
  return json.dump();
}

}  // namespace sprint::quantization
