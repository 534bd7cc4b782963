// --input FILE... of commands that run a model on given files.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "sprint/session.h"

namespace sprint::cli {

struct InputFiles {
  std::vector<std::string> given;  // as typed

  // Declares --input on `app`. A list of inputs takes in what follows it: models at its end go to
  // `models` (an option of the command), as long as that takes more; files of inputs are not called
  // .onnx. *this must live as long as `app`.
  CLI::Option* declare(CLI::App& app, CLI::Option* models);

  // The file of each input: NAME=FILE goes to the input of that name, the others to the inputs that
  // are left, in order; what is a file as it stands is no NAME=FILE. Throws Error{usage} where they
  // do not match.
  std::vector<std::string> match(const std::vector<TensorSpec>& inputs) const;
};

// One tensor per input from the files of match(); pictures go through `spec`.
std::vector<Tensor> load_inputs(const std::vector<std::string>& files, const Preprocess& spec,
                                const std::vector<TensorSpec>& inputs);

}  // namespace sprint::cli
