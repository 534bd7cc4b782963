#include "sprint/quantize.h"

#include <memory>
#include <utility>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "calibrate/observe.h"
#include "calibrate/ranges.h"
#include "data/calibration_record.h"
#include "prepare/prepare.h"
#include "quantize/quantize.h"
#include "save/save.h"
#include "session/worker.h"

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

// On the first sample, else on random inputs whose open dimensions are 1.
void check_runs(const ir::Model& model, const SampleSet* samples, const Preprocess& spec) {
  const TemporaryFolder folder;
  session::WorkerTask task;
  task.model = folder.path() + "/quantized.onnx";
  save_model(model, task.model);
  if (samples != nullptr && !samples->samples.empty()) {
    const Model whole(std::make_shared<const ir::Model>(model));
    task.inputs = load_sample(samples->samples[0], spec, whole.inputs());
  }
  with_context("the quantized model was not accepted by ONNX Runtime",
               [&] { session::run_worker(task); });
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
  ir::Model quantized =
      is_static ? quantize_static(std::move(prepared), *samples, spec, options, progress)
                : quantization::quantize_dynamic(std::move(prepared), options);
  if (options.check) check_runs(quantized, samples, spec);
  return Model(std::make_shared<const ir::Model>(std::move(quantized)));
}

}  // namespace sprint
