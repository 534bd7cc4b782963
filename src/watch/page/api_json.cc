#include "watch/page/api_json.h"

#include <array>
#include <string_view>

#include "watch/settings/keys.h"

namespace sprint::watch {
namespace {

constexpr std::array<std::string_view, 3> kActivities{"watching", "paused", "waiting"};

double ms(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

Json times_json(const LogHistogram& times) {
  Json json{{"count", times.count()}};
  const std::array<std::pair<const char*, double>, 3> quantiles{
      {{"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p99_ms", 0.99}}};
  for (const auto& [name, q] : quantiles)
    json[name] = times.count() > 0 ? Json(ms(times.quantile(q))) : Json();
  json["max_ms"] = times.count() > 0 ? Json(ms(times.max())) : Json();
  return json;
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json point_json(const HistoryPoint& point) {
  return {{"number", point.number},
          {"from_s", point.from_s},
          {"to_s", point.to_s},
          {"cpu_percent", point.cpu_percent},
          {"frames_per_s", point.frames_per_s},
          {"p50_ms", or_null(point.p50_ms)},
          {"p99_ms", or_null(point.p99_ms)}};
}

// How the page lets a value be edited.
struct KindOf {
  Json operator()(const TextField&) const { return {{"kind", "text"}}; }
  Json operator()(const OptionalTextField&) const { return {{"kind", "optional"}}; }
  Json operator()(const FlagField&) const { return {{"kind", "flag"}}; }
  Json operator()(const NumberField&) const { return {{"kind", "number"}}; }
  template <typename Owner>
  Json operator()(const WholeField<Owner>&) const {
    return {{"kind", "whole"}};
  }
  template <typename Enum>
  Json operator()(const ChoiceField<Enum>& field) const {
    Json choices = Json::array();
    for (const auto& choice : field.choices) choices.push_back(choice.name);
    return {{"kind", "choice"}, {"choices", choices}};
  }
};

Json column_json(const TrialColumn& column) {
  return {{"path", column.path},
          {"detector", column.detector},
          {"size_bytes", column.size_bytes},
          {"load_ms", ms(column.load_time)},
          {"times", times_json(column.times)},
          {"right", column.right}};
}

Json fault_json(const SettingsFault& fault) {
  return {{"error", fault.message},
          {"line", or_null(fault.line)},
          {"key", fault.key.empty() ? Json() : Json(fault.key)}};
}

}  // namespace

Json status_json(const WatchStatus& status) {
  const Region& region = status.settings.region;
  return {{"activity", kActivities[static_cast<size_t>(status.activity)]},
          {"reason", status.reason},
          {"window_title", status.window_title},
          {"window_class", status.window_class},
          {"game_window_class", status.settings.game_window_class},
          {"profile_id", status.profile_id},
          {"detector", status.detector},
          {"state", state_name(status.state)},
          {"active", status.detection.active},
          {"confidence", status.detection.confidence},
          {"frame_number", status.frame_number},
          {"region", {region.x, region.y, region.width, region.height}},
          {"capture_fps", status.settings.capture_fps},
          {"auto_sprint", status.settings.auto_sprint},
          {"sprint_key", status.settings.sprint_key},
          {"settings_error", status.settings_error}};
}

Json figures_json(const MetricsSnapshot& metrics) {
  Json stages = Json::object(), counters = Json::object();
  for (size_t i = 0; i < kStageNames.size(); ++i)
    stages[std::string(kStageNames[i])] = times_json(metrics.stages[i]);
  for (const CounterName& counter : counter_names())
    counters[std::string(counter.name)] = metrics.counters.*counter.member;
  const ModelFigures& model = metrics.model;
  const Json of_model = {
      {"path", model.path}, {"size_bytes", model.size_bytes}, {"load_ms", ms(model.load_time)}};
  return {{"uptime_s", seconds(metrics.uptime)},
          {"cpu_s", seconds(metrics.process.cpu_time)},
          {"resident_bytes", metrics.process.resident_bytes},
          {"peak_resident_bytes", metrics.process.peak_resident_bytes},
          {"stages", std::move(stages)},
          {"counters", std::move(counters)},
          {"model", model.path.empty() ? Json() : of_model}};
}

Json history_json(const History& history, int64_t after) {
  Json points = Json::array();
  for (const HistoryPoint& point : history.points())
    if (point.number > after) points.push_back(point_json(point));
  return points;
}

Json keys_json(const Settings& settings) {
  Json keys = Json::array();
  for (const SettingsKey& key : settings_keys()) {
    Json json = std::visit(KindOf(), key.field);
    json["name"] = key.name;
    json["limits"] = key.limits();
    json["meaning"] = key.description;
    json["value"] = Json::parse(key.written(settings));
    json["default"] = Json::parse(key.written(Settings{}));
    keys.push_back(std::move(json));
  }
  return keys;
}

Json profiles_json(const std::vector<Profile>& profiles) {
  Json all = Json::array();
  for (const Profile& profile : profiles)
    all.push_back({{"id", profile.id},
                   {"name", profile.name},
                   {"character", profile.game_character_name},
                   {"window_title_pattern", profile.window_title_pattern}});
  return all;
}

Json trial_json(const ModelTrial& trial) {
  return {{"frames", trial.frames},
          {"labelled", trial.labelled},
          {"agreeing", trial.agreeing},
          {"models", {column_json(trial.columns[0]), column_json(trial.columns[1])}}};
}

Json faults_json(const SettingsFaults& faults) {
  Json json = fault_json(faults.front());
  json["faults"] = Json::array();
  for (const SettingsFault& fault : faults) json["faults"].push_back(fault_json(fault));
  return json;
}

}  // namespace sprint::watch
