#include "cli/json_output.h"

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "cli/standard_output.h"

namespace sprint::cli {

void JsonOutput::declare(CLI::App& app) {
  app.add_option("--json", path, "Write the result as JSON to this file, or to - (standard output)")
      ->type_name("FILE");
}

void JsonOutput::write(const nlohmann::ordered_json& value) const {
  if (path.empty()) return;
  // Names in models need not be UTF-8, JSON must be; nor need they be fit for a terminal.
  const std::string text =
      value.dump(2, ' ', on_stdout(), nlohmann::ordered_json::error_handler_t::replace) + "\n";
  if (on_stdout()) return print_whole(text);
  write_file(path, text);
}

}  // namespace sprint::cli
