#include "base/error.h"
#include "cli/command.h"

namespace sprint::cli {
namespace {

std::function<int()> declare(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  app.add_option("model", *path, "ONNX file")->required();
  return [path]() -> int { fail_internal("inspect is not there yet"); };
}

}  // namespace

Command inspect_command() {
  return {"inspect", "Shows what is in a model", "sprint inspect model.onnx", declare};
}

}  // namespace sprint::cli
