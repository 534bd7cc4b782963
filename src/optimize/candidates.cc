#include "optimize/candidates.h"

#include "calibrate/ranges.h"
#include "data/calibration_record.h"
#include "prepare/prepare.h"
#include "quantize/quantize.h"

namespace sprint::optimize {

Source make_source(const Model& model, const SampleSet& calibration, const Progress& progress) {
  quantization::check_not_quantized(model.ir());
  Source source{prepare(model.ir(), {.opset = quantization::kMinOpset}), {}};
  ir::set_metadata(source.prepared, data::kCalibrationKey, data::calibration_record(calibration));
  source.observed =
      calibrate::observe(source.prepared, quantization::tensors_to_calibrate(source.prepared, {}),
                         calibration, model.preprocess(), progress);
  return source;
}

ir::Model make_candidate(const Source& source, const Recipe& recipe) {
  if (!recipe.options) return source.prepared;
  const QuantizeOptions& options = *recipe.options;
  if (options.mode == QuantizeMode::dynamic)
    return quantization::quantize_dynamic(source.prepared, options);
  const calibrate::Ranges ranges =
      calibrate::choose_ranges(source.observed, options.calibration, options.percentile);
  return quantization::quantize_static(source.prepared, ranges, options);
}

}  // namespace sprint::optimize
