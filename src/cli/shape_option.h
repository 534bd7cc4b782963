// --shape NAME=N,N,... of commands that make up inputs.
#pragma once

#include <CLI/CLI.hpp>
#include <span>

#include "session/inputs.h"

namespace sprint::cli {

struct ShapeOption {
  session::InputShapes shapes;

  // Declares the option on `app`; `otherwise` completes the help: "open dimensions are 1". *this
  // must live as long as `app`.
  void declare(CLI::App& app, const std::string& otherwise);

  // Those of inputs of one model. Throws Error where a shape does not fit its input.
  session::InputShapes of(const std::vector<TensorSpec>& inputs) const;

  // Throws Error{usage} naming a shape that is of no input of any of the models.
  void check_names(std::span<const std::vector<TensorSpec>> inputs) const;
};

}  // namespace sprint::cli
