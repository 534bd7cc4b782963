// sprint quantize: one explicit recipe from the command line to a file.
#include "sprint/quantize.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/detections_option.h"
#include "cli/file_plan.h"
#include "cli/json_output.h"
#include "cli/preprocess_options.h"
#include "cli/progress.h"
#include "cli/shape_option.h"
#include "cli/standard_output.h"
#include "ir/model.h"
#include "quantize/notes.h"
#include "quantize/quantize.h"
#include "quantize/recipe.h"
#include "quantize/summary.h"
#include "verify/figure_text.h"

namespace sprint::cli {
namespace {

using Json = nlohmann::ordered_json;
using quantization::OperatorCounts;

// As typed.
struct Arguments {
  std::string model, output, mode, data;
  size_t samples = 0;  // 0: all
  bool symmetric_weights = false, asymmetric_weights = false;
  std::optional<QuantFormat> format;
  std::optional<DType> activation_type;
  std::optional<CalibrationMethod> calibration;
  std::optional<double> percentile;
  QuantizeOptions options;  // but for those above
  ShapeOption shape;
  PreprocessOptions preprocess;
  DetectionsOption detections;
  JsonOutput json;
};

const std::map<std::string, QuantFormat> kFormats{{"qdq", QuantFormat::qdq},
                                                  {"qoperator", QuantFormat::qoperator}};
const std::map<std::string, DType> kTypes{{"u8", DType::uint8}, {"s8", DType::int8}};
const std::map<std::string, CalibrationMethod> kMethods{
    {"min-max", CalibrationMethod::min_max}, {"percentile", CalibrationMethod::percentile}};

template <typename Value, typename T>
void add_choice(CLI::App& app, const char* name, Value& value,
                const std::map<std::string, T>& choices, const char* help) {
  std::string names;
  for (const auto& [choice, meaning] : choices) names += (names.empty() ? "" : "|") + choice;
  app.add_option_function<std::string>(
         name, [&value, &choices](const std::string& text) { value = choices.at(text); }, help)
      ->check(CLI::IsMember(choices, CLI::ignore_case).description(""))
      ->type_name(names);
}

void declare_scheme(CLI::App& app, Arguments& args) {
  QuantizeOptions& options = args.options;
  add_choice(app, "--format", args.format, kFormats,
             "QuantizeLinear/DequantizeLinear around float operators, or integer operators "
             "(static; default: qdq)");
  add_choice(app, "--activation-type", args.activation_type, kTypes,
             "Type of activations (default: u8)");
  add_choice(app, "--weight-type", options.weight_type, kTypes, "Type of weights (default: s8)");
  app.add_flag(
      "--per-channel,!--per-tensor", options.per_channel,
      "One scale per output channel of a weight, or one per weight (default: per channel)");
  app.add_flag("--symmetric-activations", options.symmetric_activations,
               "Zero is the middle of the range of activations");
  auto* symmetric = app.add_flag("--symmetric-weights", args.symmetric_weights,
                                 "Zero is the middle of the range of weights (default: for s8 "
                                 "and per channel)");
  app.add_flag("--asymmetric-weights", args.asymmetric_weights,
               "The range of weights is used whole (only per tensor)")
      ->excludes(symmetric);
}

void declare_calibration(CLI::App& app, Arguments& args) {
  app.add_option("--data", args.data,
                 "Folder of samples to calibrate on (static), and to check the result on")
      ->type_name("DIR");
  app.add_option("--samples", args.samples,
                 "Calibrate on N samples spread over the folder, not all")
      ->type_name("N")
      ->check(CLI::PositiveNumber.description(""));
  add_choice(app, "--calibration", args.calibration, kMethods,
             "How ranges are chosen (default: min-max)");
  app.add_option("--percentile", args.percentile,
                 "Of the values that the range covers; --calibration percentile, with P (default: "
                 "99.999)")
      ->type_name("P");
}

void declare_selection(CLI::App& app, QuantizeOptions& options) {
  const auto add = [&](const char* name, std::vector<std::string>& values, const char* help) {
    app.add_option(name, values, help)->type_name("NAME...")->delimiter(',');
  };
  add("--op-types", options.op_types, "Quantize only these operators");
  add("--nodes", options.nodes, "Quantize only these nodes; * matches any characters");
  add("--exclude", options.exclude, "Leave these nodes float; * matches any characters");
}

// Static where there is data to calibrate on; dynamic only by name, for it is slower on most CNNs.
QuantizeMode mode_of(const Arguments& args) {
  if (args.mode == "dynamic") {
    if (args.samples != 0)
      fail_usage("--samples: dynamic mode does not calibrate; of --data it takes the first sample");
    return QuantizeMode::dynamic;
  }
  if (args.data.empty()) {
    fail_usage(
        "--data: static mode needs a folder of samples to calibrate on; --mode dynamic needs "
        "none, but its models are slower, above all with Conv");
  }
  return QuantizeMode::static_;
}

// Throws Error{usage} where --mode dynamic leaves an option without a use.
void check_dynamic(const Arguments& args) {
  const auto refuse = [](bool given, const char* option, const char* reason) {
    if (given) fail_usage("{}: --mode dynamic {}; leave out one of the two", option, reason);
  };
  refuse(args.format.has_value(), "--format", "has one format of its own");
  refuse(args.calibration.has_value(), "--calibration", "does not calibrate");
  refuse(args.percentile.has_value(), "--percentile", "does not calibrate");
  refuse(args.activation_type == DType::int8, "--activation-type s8",
         "has activations of u8, as DynamicQuantizeLinear gives them");
  refuse(args.options.symmetric_activations, "--symmetric-activations",
         "has asymmetric activations, as DynamicQuantizeLinear gives them");
}

// --percentile alone asks for its method.
CalibrationMethod method_of(const Arguments& args) {
  if (!args.percentile) return args.calibration.value_or(CalibrationMethod::min_max);
  if (args.calibration == CalibrationMethod::min_max) {
    fail_usage("--percentile: --calibration min-max cuts off nothing; leave out one of the two");
  }
  return CalibrationMethod::percentile;
}

// Throws Error{usage} where --shape would have no use.
void check_shape_option(const Arguments& args) {
  if (args.shape.shapes.empty()) return;
  if (!args.data.empty())
    fail_usage("--shape: the check runs on the first sample of --data; leave out one of the two");
  if (!args.options.check) fail_usage("--shape: is for the check that --no-check leaves out");
}

QuantizeOptions options_of(const Arguments& args) {
  QuantizeOptions options = args.options;
  options.mode = mode_of(args);
  if (options.mode == QuantizeMode::dynamic) check_dynamic(args);
  check_shape_option(args);
  options.format = args.format.value_or(options.format);
  options.activation_type = args.activation_type.value_or(options.activation_type);
  options.calibration = method_of(args);
  options.percentile = args.percentile.value_or(options.percentile);
  if (args.symmetric_weights) options.symmetric_weights = true;
  if (args.asymmetric_weights) options.symmetric_weights = false;
  quantization::check_options(options);
  return options;
}

SampleSet samples_of(const Arguments& args) {
  SampleSet all = open_samples(args.data);
  if (args.samples == 0 || args.samples >= all.samples.size()) return all;
  std::vector<Sample> chosen;
  for (size_t i = 0; i < args.samples; ++i) {
    chosen.push_back(all.samples[i * all.samples.size() / args.samples]);
  }
  all.samples = std::move(chosen);
  return all;
}

std::string counts_text(const std::map<std::string, size_t>& counts) {
  std::string text;
  for (const auto& [op_type, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, op_type);
  }
  return text.empty() ? "none" : text;
}

struct Result {
  OperatorCounts operators;
  std::vector<std::string> notes;
  std::string recipe;
  uint64_t model_bytes, output_bytes;
  double seconds;
};

void print_result(const Arguments& args, const Result& result) {
  const auto before = static_cast<double>(result.model_bytes);
  const auto after = static_cast<double>(result.output_bytes);
  print_line(args.output);
  print_line("  integer  " + counts_text(result.operators.integer));
  print_line("  float    " + counts_text(result.operators.floating));
  print_line(fmt::format("  size     {} -> {} ({:+.1f}%)", verify::bytes_text(result.model_bytes),
                         verify::bytes_text(result.output_bytes), (after / before - 1) * 100));
  print_line(fmt::format("  time     {:.2f} s", result.seconds));
  for (const std::string& note : result.notes) print_line("  note     " + note);
}

Json result_json(const Arguments& args, const Result& result) {
  return Json{{"model", args.model},
              {"output", args.output},
              {"recipe", Json::parse(result.recipe)},
              {"integer_operators", result.operators.integer},
              {"float_operators", result.operators.floating},
              {"notes", result.notes},
              {"model_bytes", result.model_bytes},
              {"output_bytes", result.output_bytes},
              {"seconds", result.seconds}};
}

void check_files(const Arguments& args) {
  FilePlan plan;
  plan.reads_model("the model", args.model);
  plan.reads("the sample", args.data);
  args.detections.add_to(plan);
  plan.writes_model("--output", args.output);
  args.json.add_to(plan);
  plan.check();
}

// The model with the preprocess spec and the detections that were typed.
Model described(Model model, const Arguments& args) {
  const Preprocess stored = model.preprocess(), spec = args.preprocess.over(stored);
  if (spec != stored) model = model.with_preprocess(spec);
  const std::string detections = args.detections.json();
  if (detections.empty()) return model;
  return with_context(args.model, [&] { return model.with_detections(detections); });
}

int run(const Arguments& args) {
  const auto start = std::chrono::steady_clock::now();
  QuantizeOptions options = options_of(args);
  check_files(args);
  const Model model = described(Model::load(args.model), args);
  std::optional<SampleSet> samples;
  if (!args.data.empty()) samples = samples_of(args);
  const std::vector<TensorSpec> inputs = model.inputs();
  args.shape.check_names({&inputs, 1});
  options.check_shapes = with_context(args.model, [&] { return args.shape.of(inputs); });

  ProgressBar bar;
  const Model quantized = with_context(args.model, [&] {
    return quantize(model, samples ? &*samples : nullptr, options, bar.callback());
  });
  quantized.save(args.output);

  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const Result result{quantization::count_operators(quantized.ir()),
                      quantization::notes_of(quantized.ir()),
                      *ir::find_metadata(quantized.ir(), quantization::kRecipeKey),
                      model.size_on_disk(),
                      Model::load(args.output).size_on_disk(),
                      elapsed.count()};
  if (!args.json.on_stdout()) print_result(args, result);
  args.json.write(result_json(args, result));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto args = std::make_shared<Arguments>();
  app.add_option("model", args->model, "ONNX file")->required();
  app.add_option("-o,--output", args->output, "ONNX file to write")->required()->type_name("OUT");
  app.add_option("--mode", args->mode,
                 "static (activation ranges found on --data; the default) or dynamic (found at "
                 "every run)")
      ->type_name("static|dynamic")
      ->check(CLI::IsMember({"static", "dynamic"}).description(""));
  declare_calibration(app, *args);
  declare_scheme(app, *args);
  declare_selection(app, args->options);
  app.add_flag(
      "--check,!--no-check", args->options.check,
      "Load and run the result in ONNX Runtime before it is written (default: yes), on the "
      "first sample of --data, else on random values");
  args->shape.declare(app, "sizes are tried until the model runs; for the check, without --data");
  args->preprocess.declare(app);
  args->detections.declare(app);
  args->json.declare(app);
  return [args] { return run(*args); };
}

}  // namespace

Command quantize_command() {
  return {"quantize", "Makes an INT8 model by one given recipe",
          "sprint quantize model.onnx -o model.int8.onnx --data samples/", declare};
}

}  // namespace sprint::cli
