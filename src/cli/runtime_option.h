// --runtime of every command that runs a model.
#pragma once

#include <CLI/CLI.hpp>

#include "sprint/session.h"

namespace sprint::cli {

// `what` completes the help: "to run the model in".
void add_runtime_option(CLI::App& app, Runtime& runtime, const std::string& what);

// Where `asked` is automatic and ONNX Runtime has taken over: a line on standard error that says
// why. For after the last run.
void tell_fallback(Runtime asked, const Session& session);

}  // namespace sprint::cli
