// sprint prepare: the model in float, in the form that runs best.
#include "prepare/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/check_runs.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/json_output.h"
#include "cli/shape_option.h"
#include "ir/model.h"
#include "quantize/quantize.h"
#include "sprint/model.h"
#include "verify/figure_text.h"

namespace sprint::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string model, output, data;
  bool check = true;
  ShapeOption shape;
  JsonOutput json;
};

// Of one form of the model.
struct Figures {
  size_t nodes = 0;
  size_t batch_normalizations = 0;
  int64_t opset = 0;
  uint64_t bytes = 0;  // with external data
};

Figures figures_of(const Model& model) {
  const auto& nodes = model.ir().graph.nodes;
  return {nodes.size(),
          static_cast<size_t>(std::ranges::count(nodes, "BatchNormalization", &ir::Node::op_type)),
          model.opset(), model.size_on_disk()};
}

void print_result(const Arguments& args, const Figures& before, const Figures& after) {
  fmt::print("{}\n", args.output);
  fmt::print("  nodes    {} -> {}\n", before.nodes, after.nodes);
  if (before.batch_normalizations > 0)
    fmt::print("  folded   {} of {} BatchNormalization\n",
               before.batch_normalizations - after.batch_normalizations,
               before.batch_normalizations);
  fmt::print("  opset    {} -> {}\n", before.opset, after.opset);
  fmt::print("  size     {} -> {}\n", verify::bytes_text(before.bytes),
             verify::bytes_text(after.bytes));
}

Json figures_json(const std::string& path, const Figures& figures) {
  return Json{{"path", path},
              {"nodes", figures.nodes},
              {"batch_normalizations", figures.batch_normalizations},
              {"opset", figures.opset},
              {"size_bytes", figures.bytes}};
}

void check_files(const Arguments& args) {
  FilePlan plan;
  plan.reads_model("the model", args.model);
  plan.reads("the sample", args.data);
  plan.writes_model("--output", args.output);
  args.json.add_to(plan);
  plan.check();
}

int run(const Arguments& args) {
  check_files(args);
  const Model model = Model::load(args.model);
  const std::vector<TensorSpec> inputs = model.inputs();
  args.shape.check_names({&inputs, 1});
  const session::InputShapes shapes =
      with_context(args.model, [&] { return args.shape.of(inputs); });
  std::optional<SampleSet> samples;
  if (!args.data.empty()) samples = open_samples(args.data);
  const Model prepared = with_context(args.model, [&] {
    ir::Model made = prepare(model.ir(), {.opset = quantization::kMinOpset});
    if (args.check) check_runs(model, made, nullptr, samples ? &*samples : nullptr, shapes);
    return Model(std::make_shared<const ir::Model>(std::move(made)));
  });
  prepared.save(args.output);

  const Figures before = figures_of(model), after = figures_of(Model::load(args.output));
  if (!args.json.on_stdout()) print_result(args, before, after);
  args.json.write(Json{{"model", figures_json(args.model, before)},
                       {"output", figures_json(args.output, after)},
                       {"checked", args.check}});
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto args = std::make_shared<Arguments>();
  app.add_option("model", args->model, "ONNX file")->required();
  app.add_option("-o,--output", args->output, "ONNX file to write")->required()->type_name("OUT");
  app.add_option("--data", args->data, "Folder of samples, the first of which the check runs on")
      ->type_name("DIR");
  app.add_flag("--check,!--no-check", args->check,
               "Load and run the result in ONNX Runtime before it is written (default: yes), on "
               "the first sample of --data, else on random values");
  args->shape.declare(app, "sizes are tried until the model runs; for the check, without --data");
  args->json.declare(app);
  return [args] { return run(*args); };
}

}  // namespace

Command prepare_command() {
  return {"prepare",
          "Writes a model in float as it runs best: constants and BatchNormalization folded",
          "sprint prepare model.onnx -o model.prepared.onnx", declare};
}

}  // namespace sprint::cli
