#include "watch/metrics/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using std::chrono::nanoseconds;

double seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }
double milliseconds(nanoseconds time) { return seconds(time) * 1e3; }
double microseconds(nanoseconds time) { return seconds(time) * 1e6; }

struct Quantile {
  std::string_view name;
  double q;
};
constexpr std::array<Quantile, 3> kQuantiles{{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}}};

struct Figure {
  std::string name;
  std::optional<double> value;
};

std::vector<Figure> stage_figures(const LogHistogram& times) {
  const auto in_us = [&](nanoseconds time) {
    return times.count() > 0 ? std::optional(microseconds(time)) : std::nullopt;
  };
  std::vector<Figure> figures{{"count", static_cast<double>(times.count())}};
  for (const auto& [name, q] : kQuantiles)
    figures.push_back({fmt::format("{}_us", name), in_us(times.quantile(q))});
  figures.push_back({"max_us", in_us(times.max())});
  figures.push_back({"mean_us", in_us(times.sum() / std::max<int64_t>(times.count(), 1))});
  return figures;
}

std::vector<Figure> counter_figures(const Counters& counters) {
  std::vector<Figure> figures;
  for (const CounterName& counter : counter_names())
    figures.push_back({std::string(counter.name), static_cast<double>(counters.*counter.member)});
  return figures;
}

std::vector<Figure> process_figures(const MetricsSnapshot& snapshot) {
  const ProcessUse& process = snapshot.process;
  return {{"uptime_s", seconds(snapshot.uptime)},
          {"cpu_s", seconds(process.cpu_time)},
          {"resident_bytes", static_cast<double>(process.resident_bytes)},
          {"peak_resident_bytes", static_cast<double>(process.peak_resident_bytes)}};
}

std::vector<Figure> model_figures(const ModelFigures& model) {
  if (model.path.empty()) return {{"load_us", std::nullopt}, {"size_bytes", std::nullopt}};
  return {{"load_us", microseconds(model.load_time)},
          {"size_bytes", static_cast<double>(model.size_bytes)}};
}

std::string value_text(const Figure& figure, std::string_view missing) {
  return figure.value ? fmt::format("{}", *figure.value) : std::string(missing);
}

// "a": 1, "b": null
std::string json_members(const std::vector<Figure>& figures) {
  std::string text;
  for (const Figure& figure : figures)
    text += fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", figure.name,
                        value_text(figure, "null"));
  return text;
}

std::string json_bins(const LogHistogram& times) {
  std::string text;
  for (const LogHistogram::Bin& bin : times.bins())
    text += fmt::format("{}[{}, {}, {}]", text.empty() ? "" : ", ", microseconds(bin.lowest),
                        microseconds(bin.highest), bin.count);
  return text;
}

std::string csv_lines(std::string_view prefix, const std::vector<Figure>& figures) {
  std::string text;
  for (const Figure& figure : figures)
    text += fmt::format("{}{},{}\n", prefix, figure.name, value_text(figure, ""));
  return text;
}

std::string prometheus_header(std::string_view name, std::string_view type,
                              std::string_view description) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, description);
}

std::string prometheus_value(std::string_view name, std::string_view type,
                             std::string_view description, double value) {
  return fmt::format("{}{} {}\n", prometheus_header(name, type, description), name, value);
}

std::string prometheus_stages(const MetricsSnapshot& snapshot) {
  std::string times = prometheus_header("sprint_watch_stage_seconds", "summary",
                                        "Time that a stage took per frame.");
  std::string most = prometheus_header("sprint_watch_stage_max_seconds", "gauge",
                                       "Longest time that a stage took.");
  for (size_t i = 0; i < kStageNames.size(); ++i) {
    const LogHistogram& stage = snapshot.stages[i];
    const std::string label = fmt::format("stage=\"{}\"", kStageNames[i]);
    for (const auto& [name, q] : kQuantiles)
      times +=
          fmt::format("sprint_watch_stage_seconds{{{},quantile=\"{}\"}} {}\n", label, q,
                      stage.count() > 0 ? fmt::format("{}", seconds(stage.quantile(q))) : "NaN");
    times += fmt::format("sprint_watch_stage_seconds_sum{{{}}} {}\n", label, seconds(stage.sum()));
    times += fmt::format("sprint_watch_stage_seconds_count{{{}}} {}\n", label, stage.count());
    most += fmt::format("sprint_watch_stage_max_seconds{{{}}} {}\n", label, seconds(stage.max()));
  }
  return times + most;
}

}  // namespace

std::string metrics_line(const MetricsSnapshot& now, const MetricsSnapshot& before) {
  const double passed = std::max(seconds(now.uptime - before.uptime), 1e-9);
  const int64_t frames = now.counters.frames - before.counters.frames;
  std::string text = fmt::format("{:.1f} frames/s", static_cast<double>(frames) / passed);
  for (const CounterName& counter : counter_names())
    text += fmt::format(", {} {}", counter.name,
                        now.counters.*counter.member - before.counters.*counter.member);
  for (size_t i = 0; i < kStageNames.size(); ++i) {
    const LogHistogram times = now.stages[i].since(before.stages[i]);
    if (times.count() == 0) continue;
    text += fmt::format("; {} p50 {:.3f} p99 {:.3f} ms", kStageNames[i],
                        milliseconds(times.quantile(0.5)), milliseconds(times.quantile(0.99)));
  }
  const double cpu = seconds(now.process.cpu_time - before.process.cpu_time) / passed;
  return text + fmt::format("; CPU {:.2f}%, {:.1f} MB", cpu * 100,
                            static_cast<double>(now.process.resident_bytes) / 1e6);
}

std::string metrics_json(const MetricsSnapshot& snapshot) {
  std::string stages;
  for (size_t i = 0; i < kStageNames.size(); ++i)
    stages +=
        fmt::format("{}\n    \"{}\": {{{}, \"bins\": [{}]}}", i == 0 ? "" : ",", kStageNames[i],
                    json_members(stage_figures(snapshot.stages[i])), json_bins(snapshot.stages[i]));
  const ModelFigures& model = snapshot.model;
  const std::string model_text = model.path.empty()
                                     ? "null"
                                     : fmt::format("{{\"path\": {}, {}}}", json_quoted(model.path),
                                                   json_members(model_figures(model)));
  return fmt::format(
      "{{\n  \"stages\": {{{}\n  }},\n  \"counters\": {{{}}},\n  \"process\": {{{}}},\n"
      "  \"model\": {}\n}}\n",
      stages, json_members(counter_figures(snapshot.counters)),
      json_members(process_figures(snapshot)), model_text);
}

std::string metrics_csv(const MetricsSnapshot& snapshot) {
  std::string text = "figure,value\n";
  for (size_t i = 0; i < kStageNames.size(); ++i)
    text += csv_lines(fmt::format("{}_", kStageNames[i]), stage_figures(snapshot.stages[i]));
  return text + csv_lines("", counter_figures(snapshot.counters)) +
         csv_lines("", process_figures(snapshot)) +
         csv_lines("model_", model_figures(snapshot.model));
}

std::string metrics_prometheus(const MetricsSnapshot& snapshot) {
  std::string text = prometheus_stages(snapshot);
  for (const CounterName& counter : counter_names())
    text += prometheus_value(fmt::format("sprint_watch_{}_total", counter.name), "counter",
                             counter.description,
                             static_cast<double>(snapshot.counters.*counter.member));
  text +=
      prometheus_value("process_cpu_seconds_total", "counter",
                       "User and system CPU time in seconds.", seconds(snapshot.process.cpu_time));
  text += prometheus_value("process_resident_memory_bytes", "gauge", "Resident memory in bytes.",
                           static_cast<double>(snapshot.process.resident_bytes));
  text += prometheus_value("sprint_watch_uptime_seconds", "gauge", "Time since the start.",
                           seconds(snapshot.uptime));
  if (snapshot.model.path.empty()) return text;
  text += prometheus_value("sprint_watch_model_load_seconds", "gauge", "Time to load the model.",
                           seconds(snapshot.model.load_time));
  return text + prometheus_value("sprint_watch_model_size_bytes", "gauge",
                                 "Size of the model's files.",
                                 static_cast<double>(snapshot.model.size_bytes));
}

}  // namespace sprint::watch
