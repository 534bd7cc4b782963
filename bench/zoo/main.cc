// sprint_zoo: writes the networks of the zoo as ONNX files.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/zoo/networks.h"
#include "bench/zoo/statistics.h"
#include "save/save.h"

namespace {

using sprint::zoo::NetworkInfo;
using sprint::zoo::networks;

void list_networks() {
  fmt::print("{:<20} {:>12} {:>16}\n", "name", "parameters", "MACs");
  for (const NetworkInfo& network : networks()) {
    fmt::print("{:<20} {:>12} {:>16}\n", network.name, network.parameters, network.macs);
  }
}

void write_network(const NetworkInfo& network, const std::string& folder) {
  const auto path = std::filesystem::path(folder) / (std::string(network.name) + ".onnx");
  sprint::save_model(sprint::zoo::calibrate_statistics(network.build()), path.string());
  fmt::print("{}: {:.1f} MB\n", path.string(),
             static_cast<double>(std::filesystem::file_size(path)) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Writes networks of random weights, 224 x 224, as PyTorch would export them"};
  std::string folder = ".";
  std::vector<std::string> names;
  bool list = false;
  std::vector<std::string> known;
  for (const NetworkInfo& network : networks()) known.emplace_back(network.name);
  app.add_option("--output", folder, "Folder for NAME.onnx; made where it is missing");
  app.add_flag("--list", list, "Print the networks and write nothing");
  app.add_option("name", names, "Networks to write; all where none is given")
      ->check(CLI::IsMember(known));
  CLI11_PARSE(app, argc, argv);
  try {
    if (list) {
      list_networks();
      return 0;
    }
    std::filesystem::create_directories(folder);
    for (const NetworkInfo& network : networks()) {
      const bool wanted =
          names.empty() || std::find(names.begin(), names.end(), network.name) != names.end();
      if (wanted) write_network(network, folder);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "sprint_zoo: {}\n", error.what());
    return 3;
  }
  return 0;
}
