// --detections: how the outputs of a detector are to be read as boxes.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/file_plan.h"

namespace sprint::cli {

struct DetectionsOption {
  std::string typed;  // JSON, or the path of a file of it; empty: not given

  // Declares the option on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // The file, if it is one.
  void add_to(FilePlan& plan) const;

  // The description; empty where none was given. Throws Error{usage} where it is none.
  std::string json() const;
};

}  // namespace sprint::cli
