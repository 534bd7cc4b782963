#include "sprint/quantize.h"

#include <memory>
#include <optional>
#include <utility>

#include "api/check_runs.h"
#include "base/error.h"
#include "calibrate/observe.h"
#include "calibrate/ranges.h"
#include "data/calibration_record.h"
#include "prepare/prepare.h"
#include "quantize/quantize.h"

namespace sprint {
namespace {

ir::Model quantize_static(ir::Model prepared, const SampleSet& samples, const Preprocess& spec,
                          const QuantizeOptions& options, const Progress& progress) {
  const std::vector<std::string> tensors = quantization::tensors_to_calibrate(prepared, options);
  const calibrate::Observations observed =
      calibrate::observe(prepared, tensors, samples, spec, progress);
  const calibrate::Ranges ranges =
      calibrate::choose_ranges(observed, options.calibration, options.percentile);
  ir::Model quantized = quantization::quantize_static(std::move(prepared), ranges, options);
  ir::set_metadata(quantized, data::kCalibrationKey, data::calibration_record(samples));
  return quantized;
}

}  // namespace

Model quantize(const Model& model, const SampleSet* samples, const QuantizeOptions& options,
               const Progress& progress) {
  quantization::check_options(options);
  const bool is_static = options.mode == QuantizeMode::static_;
  if (is_static && samples == nullptr) {
    fail_usage("static mode needs samples to calibrate on; dynamic mode needs none");
  }
  quantization::check_not_quantized(model.ir());
  const Preprocess spec = model.preprocess();
  ir::Model prepared = prepare(model.ir(), {.opset = quantization::kMinOpset});
  std::optional<ir::Model> to_check;
  if (options.check) to_check = prepared;
  ir::Model quantized =
      is_static ? quantize_static(std::move(prepared), *samples, spec, options, progress)
                : quantization::quantize_dynamic(std::move(prepared), options);
  if (to_check) check_runs(model, *to_check, &quantized, samples, options.check_shapes);
  return Model(std::make_shared<const ir::Model>(std::move(quantized)));
}

}  // namespace sprint
