#include "cli/runtime_option.h"

#include "base/error.h"
#include "base/printable.h"

namespace sprint::cli {

void add_runtime_option(CLI::App& app, Runtime& runtime, const std::string& what) {
  app.add_option_function<std::string>(
         "--runtime",
         [&runtime](const std::string& name) {
           runtime = with_context("--runtime", [&] { return parse_runtime(name); });
         },
         "Runtime " + what +
             ": native (Sprint's own), onnxruntime, or auto: native as long as it runs the "
             "model")
      ->type_name("NAME")
      ->default_str(runtime_name(runtime));
}

void tell_fallback(Runtime asked, const Session& session) {
  if (asked != Runtime::automatic || session.runtime_kind() != Runtime::onnxruntime) return;
  fmt::print(stderr, "sprint: runtime auto: {}\n", printable(session.runtime()));
}

}  // namespace sprint::cli
