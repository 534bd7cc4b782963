#include "cli/runtime_option.h"

#include "base/error.h"

namespace sprint::cli {

void add_runtime_option(CLI::App& app, Runtime& runtime, const std::string& what) {
  app.add_option_function<std::string>(
         "--runtime",
         [&runtime](const std::string& name) {
           runtime = with_context("--runtime", [&] { return parse_runtime(name); });
         },
         "Runtime " + what +
             ": native (Sprint's own), onnxruntime, or auto: native where it has every operator of "
             "the model")
      ->type_name("NAME")
      ->default_str(runtime_name(runtime));
}

}  // namespace sprint::cli
