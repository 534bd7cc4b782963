// --runtime of every command that runs a model.
#pragma once

#include <CLI/CLI.hpp>

#include "sprint/session.h"

namespace sprint::cli {

// `what` completes the help: "to run the model in".
void add_runtime_option(CLI::App& app, Runtime& runtime, const std::string& what);

}  // namespace sprint::cli
