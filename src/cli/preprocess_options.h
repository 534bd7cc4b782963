// The options that say how a model wants its pictures: --size, --resize, --color, --mean, --std.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sprint/preprocess.h"

namespace sprint::cli {

// As typed; empty where not given.
struct PreprocessOptions {
  std::string size, resize, color, mean, std;

  // Declares the options on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Whether any of them was typed.
  bool typed() const;

  // The spec that the model stores, with what was typed in place of it. Throws Error{usage} naming
  // the option whose value cannot be.
  Preprocess over(Preprocess stored) const;
};

}  // namespace sprint::cli
