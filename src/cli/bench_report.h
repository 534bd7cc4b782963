// What `sprint bench` tells.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "session/profile.h"
#include "verify/latency.h"
#include "verify/machine.h"

namespace sprint::cli {

struct BenchResult {
  std::string path, runtime;
  verify::SessionLatency latency;
  std::vector<session::OperatorProfile> operators;  // where asked for
};

struct BenchReport {
  std::vector<BenchResult> results;
  int threads = 1;
  LatencyConditions conditions;
  std::string inputs;  // what the models ran on: files, or "random values of seed 0"
  verify::Machine machine;
};

// Tables for a terminal.
std::string bench_text(const BenchReport& report);

nlohmann::ordered_json bench_json(const BenchReport& report);

}  // namespace sprint::cli
