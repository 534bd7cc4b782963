#include "session/profile.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "load/load.h"
#include "session/native.h"
#include "session/onnxruntime.h"

namespace sprint::session {
namespace {

// The library keeps at most a million events; beyond that it drops them.
constexpr size_t kMostRuns = 1000;

constexpr std::string_view kKernel = "_kernel_time";

struct Samples {
  size_t calls = 0;        // in all runs
  std::vector<double> us;  // per run
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Takes in a trace event by event. Events stand in the order in which they end, and every run ends
// with one of the name "model_run". What comes before the first of these is the run that is not
// counted.
class Trace {
 public:
  void add(const nlohmann::json& event) {
    const std::string name = event.value("name", "");
    if (name == "model_run") ++ended_;
    if (ended_ == 0 || event.value("cat", "") != "Node" || !name.ends_with(kKernel)) return;
    Samples& samples = operators_[event.at("args").value("op_name", "")];
    samples.us.resize(ended_);
    samples.us[ended_ - 1] += event.value("dur", 0.0);
    ++samples.calls;
  }

  size_t runs() const { return ended_ == 0 ? 0 : ended_ - 1; }

  // By operator, with one time per run.
  std::map<std::string, Samples> finish() {
    for (auto& [op_type, samples] : operators_) samples.us.resize(runs());
    return std::move(operators_);
  }

 private:
  size_t ended_ = 0;
  std::map<std::string, Samples> operators_;
};

// The slowest first.
std::vector<OperatorProfile> ordered(const std::map<std::string, Samples>& operators, size_t runs) {
  std::vector<OperatorProfile> profile;
  for (const auto& [op_type, samples] : operators)
    profile.push_back({op_type, samples.calls / runs, median(samples.us)});
  std::stable_sort(profile.begin(), profile.end(),
                   [](const auto& a, const auto& b) { return a.us > b.us; });
  return profile;
}

}  // namespace

std::vector<OperatorProfile> read_trace(std::istream& json) {
  Trace trace;
  // Every event goes once it was taken in: a trace is a hundred times larger than what it says.
  const auto take = [&](int depth, nlohmann::json::parse_event_t part, nlohmann::json& value) {
    if (depth != 1 || part != nlohmann::json::parse_event_t::object_end) return true;
    trace.add(value);
    return false;
  };
  if (!nlohmann::json::parse(json, take, false).is_array())
    fail("ONNX Runtime's profile cannot be read");
  if (trace.runs() == 0) fail("ONNX Runtime's profile holds no run to count");
  return ordered(trace.finish(), trace.runs());
}

namespace {

// Which runtime automatic comes to shows in a run.
bool runs_natively(const std::string& path, std::span<const Tensor> inputs,
                   const SessionOptions& options) {
  if (options.runtime != Runtime::automatic) return options.runtime == Runtime::native;
  const std::unique_ptr<Session> session = open_session(path, options);
  session->run(inputs);
  return session->runtime_kind() == Runtime::native;
}

std::vector<OperatorProfile> profile_native(const std::string& path, std::span<const Tensor> inputs,
                                            const SessionOptions& options, size_t runs) {
  NativeSession session(load_model(path), options);
  session.bind(inputs);
  std::map<std::string, Samples> operators;
  for (size_t run = 0; run <= runs; ++run) {
    session.program().run([&](const engine::Step& step, const std::function<void()>& execute) {
      const auto start = std::chrono::steady_clock::now();
      execute();
      const std::chrono::duration<double, std::micro> time =
          std::chrono::steady_clock::now() - start;
      if (run == 0) return;  // warms caches
      Samples& samples = operators[step.kind];
      samples.us.resize(runs);
      samples.us[run - 1] += time.count();
      ++samples.calls;
    });
  }
  return ordered(operators, runs);
}

}  // namespace

std::vector<OperatorProfile> profile_operators(const std::string& path,
                                               std::span<const Tensor> inputs,
                                               const SessionOptions& options, size_t runs) {
  runs = std::min(runs, kMostRuns);
  if (runs_natively(path, inputs, options)) return profile_native(path, inputs, options, runs);
  const TemporaryFolder folder;
  OnnxRuntimeSession session({path, path, folder.path() + "/profile"}, options);
  session.bind(inputs);
  for (size_t run = 0; run <= runs; ++run) session.run_bound();
  std::ifstream trace(session.end_profiling());
  return with_context(path, [&] { return read_trace(trace); });
}

}  // namespace sprint::session
