#include "cli/detections_option.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/mapped_file.h"
#include "verify/detections/head.h"

namespace sprint::cli {
namespace {

bool is_json(const std::string& typed) {
  const size_t first = typed.find_first_not_of(" \t\n");
  return first != std::string::npos && typed[first] == '{';
}

std::string read_file(const std::string& path) {
  const Bytes bytes = map_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void DetectionsOption::declare(CLI::App& app) {
  app.add_option("--detections", typed,
                 "How the outputs of a detector are boxes, where Sprint does not see it by itself: "
                 "JSON or a file of it; see docs/detections.md")
      ->type_name("JSON|FILE")
      ->group("Verdict");
}

void DetectionsOption::add_to(FilePlan& plan) const {
  if (!typed.empty() && !is_json(typed)) plan.reads("--detections", typed);
}

std::string DetectionsOption::json() const {
  if (typed.empty()) return "";
  try {
    const std::string text = is_json(typed) ? typed : read_file(typed);
    return verify::head_to_json(verify::head_from_json(text));
  } catch (const Error& error) {
    fail_usage("--detections: {}{}", is_json(typed) ? "" : typed + ": ", error.what());
  }
}

}  // namespace sprint::cli
