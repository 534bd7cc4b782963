#include "cli/json_output.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"

namespace sprint::cli {

void JsonOutput::declare(CLI::App& app) {
  app.add_option("--json", path, "Write the result as JSON to this file, or to - (standard output)")
      ->type_name("FILE");
}

void JsonOutput::write(const nlohmann::ordered_json& value) const {
  if (path.empty()) return;
  // Names in models need not be UTF-8, JSON must be.
  const std::string text =
      value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  if (on_stdout()) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
      fail("cannot write to standard output");
    return;
  }
  write_file(path, text);
}

}  // namespace sprint::cli
