#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/inspect_json.h"
#include "cli/inspect_table.h"
#include "cli/json_output.h"
#include "cli/model_summary.h"
#include "cli/standard_output.h"
#include "load/load.h"

namespace sprint::cli {
namespace {

struct InspectOptions {
  std::string model;
  JsonOutput json;
  bool nodes = false;
};

int inspect(const InspectOptions& options) {
  FilePlan plan;
  plan.reads_model("the model", options.model);
  options.json.add_to(plan);
  plan.check();
  const ir::Model model = load_model(options.model);
  const ModelSummary summary = summarize(model);
  options.json.write(summary_json(model, summary, options.nodes));
  if (!options.json.on_stdout()) print_text(summary_text(model, summary, options.nodes));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  app.add_option("model", options->model, "ONNX file")->required();
  app.add_flag("--nodes", options->nodes, "List every node, with the shape of its output");
  options->json.declare(app);
  return [options] { return inspect(*options); };
}

}  // namespace

Command inspect_command() {
  return {"inspect", "Shows what is in a model", "sprint inspect model.onnx", declare};
}

}  // namespace sprint::cli
