#include "cli/bench_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "verify/conditions.h"
#include "verify/figure_text.h"
#include "verify/machine_json.h"
#include "verify/statistics.h"

namespace sprint::cli {
namespace {

using Row = std::vector<std::string>;
using verify::time_text;

// The first column to the left, the others to the right, two spaces between.
std::string align(const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    text += fmt::format("{:<{}}", row[0], widths[0]);
    for (size_t i = 1; i < row.size(); ++i) text += fmt::format("  {:>{}}", row[i], widths[i]);
    text += "\n";
  }
  return text;
}

std::string ratio_text(const Interval& ratio) {
  if (!std::isfinite(ratio.high)) return "too busy";
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", ratio.value, ratio.low, ratio.high);
}

std::string latency_table(const BenchReport& report) {
  std::vector<Row> rows{{"model", "runtime", "p50", "p90", "p99"}};
  const bool several = report.results.size() > 1;
  if (several) rows[0].emplace_back("ratio to last [95%]");
  for (const BenchResult& result : report.results) {
    const Latency latency = verify::summarize(result.latency);
    rows.push_back({result.path, result.runtime, time_text(latency.p50), time_text(latency.p90),
                    time_text(latency.p99)});
    if (several) rows.back().push_back(ratio_text(result.latency.ratio_to_last));
  }
  return align(rows);
}

double total_us(const BenchResult& result) {
  double total = 0;
  for (const session::OperatorProfile& entry : result.operators) total += entry.us;
  return total;
}

std::string operator_table(const BenchResult& result) {
  const double total = total_us(result);
  std::vector<Row> rows{{"operator", "calls", "time", "share"}};
  for (const session::OperatorProfile& entry : result.operators)
    rows.push_back({entry.op_type, std::to_string(entry.calls), time_text(entry.us),
                    fmt::format("{:.1f}%", total > 0 ? 100 * entry.us / total : 0)});
  return fmt::format("\n{} (time inside operators: {})\n", result.path, time_text(total)) +
         align(rows);
}

// JSON has no infinity: null.
nlohmann::ordered_json finite(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::string bench_text(const BenchReport& report) {
  std::string text = latency_table(report);
  const LatencyConditions& conditions = report.conditions;
  text += fmt::format("\n{}, {} of them disturbed by other work, {}, {}, on {}\n",
                      verify::count_text(conditions.rounds, "round"), conditions.disturbed,
                      verify::count_text(static_cast<size_t>(report.threads), "thread"),
                      report.machine.cpu, report.inputs);
  if (report.results.size() > 1)
    text += conditions.too_busy.empty()
                ? fmt::format("The ratio is of {}; p50, p90 and p99 are wall time.\n",
                              conditions.cpu_time ? "time on the processor" : "wall time")
                : verify::too_busy_text(conditions, "to tell the ratio") + "\n";
  for (const BenchResult& result : report.results) {
    if (!result.operators.empty()) text += operator_table(result);
  }
  return text;
}

nlohmann::ordered_json bench_json(const BenchReport& report) {
  nlohmann::ordered_json json{{"results", nlohmann::ordered_json::array()},
                              {"latency_conditions", verify::conditions_json(report.conditions)},
                              {"inputs", report.inputs},
                              {"machine", verify::machine_json(report.machine)}};
  for (const BenchResult& result : report.results) {
    const Latency latency = verify::summarize(result.latency);
    const Interval& ratio = result.latency.ratio_to_last;
    nlohmann::ordered_json entry{
        {"path", result.path},
        {"runtime", result.runtime},
        {"threads", report.threads},
        {"latency_us", {{"p50", latency.p50}, {"p90", latency.p90}, {"p99", latency.p99}}},
        {"ratio_to_last", ratio.value},
        {"ratio_to_last_interval", {ratio.low, finite(ratio.high)}},
        {"runs_per_sample", result.latency.runs_per_sample},
        {"outliers", verify::count_outliers(result.latency.samples_us)}};
    for (const session::OperatorProfile& op : result.operators)
      entry["operators"].push_back(
          {{"op_type", op.op_type}, {"calls", op.calls}, {"time_us", op.us}});
    json["results"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace sprint::cli
