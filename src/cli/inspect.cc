#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/inspect_json.h"
#include "cli/inspect_table.h"
#include "cli/json_output.h"
#include "cli/model_summary.h"
#include "cli/shape_option.h"
#include "cli/standard_output.h"
#include "load/load.h"
#include "sprint/model.h"
#include "sprint/samples.h"

namespace sprint::cli {
namespace {

struct InspectOptions {
  std::string model, data;
  ShapeOption shape;
  JsonOutput json;
  bool nodes = false;
};

// At the shapes of the first sample, at those given, or at likely ones.
NativeSummary native(const InspectOptions& options, const ir::Model& graph) {
  const Model model(std::make_shared<const ir::Model>(graph));
  if (!options.data.empty()) {
    const Sample sample = open_samples(options.data).samples.front();
    return native_summary(graph, with_context(options.model, [&] {
                            return load_sample(sample, model.preprocess(), model.inputs());
                          }));
  }
  const std::vector<TensorSpec> inputs = model.inputs();
  options.shape.check_names({&inputs, 1});
  return native_summary(graph,
                        with_context(options.model, [&] { return options.shape.of(inputs); }));
}

int inspect(const InspectOptions& options) {
  if (!options.data.empty() && !options.shape.shapes.empty())
    fail_usage(
        "--shape: the shapes are those of the first sample of --data; leave out one of them");
  FilePlan plan;
  plan.reads_model("the model", options.model);
  plan.reads("the sample", options.data);
  options.json.add_to(plan);
  plan.check();
  const ir::Model model = load_model(options.model);
  ModelSummary summary = summarize(model);
  summary.native = native(options, model);
  options.json.write(summary_json(model, summary, options.nodes));
  if (!options.json.on_stdout()) print_text(summary_text(model, summary, options.nodes));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  app.add_option("model", options->model, "ONNX file")->required();
  app.add_flag("--nodes", options->nodes, "List every node, with the shape of its output");
  options->shape.declare(app, "likely shapes; for what the native runtime makes of the model");
  app.add_option("--data", options->data,
                 "Folder of samples: run the first in the native runtime, to see whether it can")
      ->type_name("DIR");
  options->json.declare(app);
  return [options] { return inspect(*options); };
}

}  // namespace

Command inspect_command() {
  return {"inspect", "Shows what is in a model", "sprint inspect model.onnx", declare};
}

}  // namespace sprint::cli
