#include "session/profile.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/mapped_file.h"
#include "base/temporary_folder.h"
#include "session/onnxruntime.h"

namespace sprint::session {
namespace {

// The library keeps at most a million events; beyond that it drops them.
constexpr size_t kMostRuns = 1000;

constexpr std::string_view kKernel = "_kernel_time";

struct Total {
  size_t calls = 0;
  double us = 0;
};

}  // namespace

// The trace lists events in the order in which they end. Every run ends with one of the name
// "model_run"; what comes before the first of these is the run that is not counted.
std::vector<OperatorProfile> read_trace(std::string_view json, size_t runs) {
  const auto trace = nlohmann::json::parse(json, nullptr, false);
  if (!trace.is_array()) fail("ONNX Runtime's profile cannot be read");
  std::map<std::string, Total> totals;
  bool counting = false;
  for (const auto& event : trace) {
    const std::string name = event.value("name", "");
    if (name == "model_run") counting = true;
    if (!counting || event.value("cat", "") != "Node" || !name.ends_with(kKernel)) continue;
    Total& total = totals[event.at("args").value("op_name", "")];
    ++total.calls;
    total.us += event.value("dur", 0.0);
  }
  std::vector<OperatorProfile> profile;
  for (const auto& [op_type, total] : totals)
    profile.push_back({op_type, total.calls / runs, total.us / static_cast<double>(runs)});
  std::stable_sort(profile.begin(), profile.end(),
                   [](const auto& a, const auto& b) { return a.us > b.us; });
  return profile;
}

std::vector<OperatorProfile> profile_operators(const std::string& path,
                                               std::span<const Tensor> inputs,
                                               const SessionOptions& options, size_t runs) {
  runs = std::min(runs, kMostRuns);
  const TemporaryFolder folder;
  OnnxRuntimeSession session({path, path, folder.path() + "/profile"}, options);
  session.bind(inputs);
  for (size_t run = 0; run <= runs; ++run) session.run_bound();
  const Bytes trace = map_file(session.end_profiling());
  return with_context(path, [&] { return read_trace(trace.text(), runs); });
}

}  // namespace sprint::session
