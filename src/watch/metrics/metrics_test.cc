#include "watch/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "watch/metrics/formats.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using testing::HasSubstr;
using testing::MatchesRegex;

// The ceil(q * n)-th smallest.
int64_t sorted_quantile(const std::vector<int64_t>& sorted, double q) {
  const auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

TEST(LogHistogram, QuantilesOfKnownDistributionsAreWithinTwoPercent) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(1e3, 5e7);
  std::lognormal_distribution<double> lognormal(12, 2);
  std::exponential_distribution<double> exponential(1e-5);
  for (const int n : {1, 2, 10, 1000, 50000}) {
    for (int kind = 0; kind < 3; ++kind) {
      LogHistogram histogram;
      std::vector<int64_t> values;
      int64_t sum = 0;
      for (int i = 0; i < n; ++i) {
        const double value = kind == 0   ? uniform(random)
                             : kind == 1 ? lognormal(random)
                                         : exponential(random);
        values.push_back(static_cast<int64_t>(value));
        sum += values.back();
        histogram.record(nanoseconds(values.back()));
      }
      std::sort(values.begin(), values.end());
      for (const double q : {0.0, 0.01, 0.5, 0.9, 0.99, 1.0}) {
        const auto expected = static_cast<double>(sorted_quantile(values, q));
        EXPECT_NEAR(static_cast<double>(histogram.quantile(q).count()), expected, expected / 64)
            << n << " values of kind " << kind << ", q " << q;
      }
      EXPECT_EQ(histogram.count(), n);
      EXPECT_EQ(histogram.sum().count(), sum);
      EXPECT_EQ(histogram.max().count(), values.back());
    }
  }
}

TEST(LogHistogram, EveryValueLiesInItsBin) {
  int64_t next = 0;  // bins follow one another without a gap
  std::vector<int64_t> values;
  for (int64_t value = 0; value < 5000; ++value) values.push_back(value);
  for (int bit = 13; bit < 40; ++bit)
    for (const int64_t offset : {-1, 0, 1}) values.push_back((int64_t{1} << bit) + offset);
  for (const int64_t value : values) {
    LogHistogram histogram;
    histogram.record(nanoseconds(value));
    ASSERT_EQ(histogram.bins().size(), 1U);
    const LogHistogram::Bin bin = histogram.bins()[0];
    ASSERT_LE(bin.lowest.count(), value);
    ASSERT_GE(bin.highest.count(), value);
    ASSERT_LE((bin.highest - bin.lowest).count(), bin.lowest.count() / 32);
    if (value >= 5000) continue;
    ASSERT_TRUE(bin.lowest.count() == next || bin.highest.count() + 1 == next) << value;
    next = bin.highest.count() + 1;
  }
}

TEST(LogHistogram, TakesWhatIsOutOfRange) {
  LogHistogram histogram;
  EXPECT_EQ(histogram.quantile(0.5).count(), 0);
  histogram.record(nanoseconds(-5));
  EXPECT_EQ(histogram.quantile(1).count(), 0);
  histogram.record(std::chrono::hours(100));
  EXPECT_EQ(histogram.max(), std::chrono::hours(100));
  EXPECT_GT(histogram.quantile(1), std::chrono::minutes(17));
  EXPECT_EQ(histogram.count(), 2);
}

TEST(LogHistogram, SinceHoldsWhatCameLater) {
  LogHistogram histogram;
  for (int i = 0; i < 100; ++i) histogram.record(milliseconds(50));
  const LogHistogram before = histogram;
  for (int i = 0; i < 10; ++i) histogram.record(milliseconds(1));
  const LogHistogram later = histogram.since(before);
  EXPECT_EQ(later.count(), 10);
  EXPECT_EQ(later.sum(), milliseconds(10));
  EXPECT_NEAR(static_cast<double>(later.max().count()), 1e6, 1e6 / 32);
  EXPECT_NEAR(static_cast<double>(later.quantile(0.99).count()), 1e6, 1e6 / 64);
  EXPECT_EQ(histogram.since(histogram).quantile(0.5).count(), 0);
}

TEST(ProcessUse, CountsCpuTimeAndMemory) {
  const ProcessUse before = process_use();
  std::vector<char> memory(64 << 20, 1);
  volatile int64_t sum = 0;
  while (process_use().cpu_time - before.cpu_time < milliseconds(50))
    for (const char each : memory) sum = sum + each;
  const ProcessUse after = process_use();
  EXPECT_GT(after.resident_bytes - before.resident_bytes, 60 << 20);
  EXPECT_GE(after.peak_resident_bytes, after.resident_bytes - (8 << 20));
}

MetricsSnapshot some_metrics() {
  MetricsSnapshot snapshot;
  snapshot.uptime = std::chrono::seconds(60);
  for (int i = 0; i < 1800; ++i) {
    snapshot.stages[0].record(microseconds(200));
    snapshot.stages[3].record(microseconds(i < 1790 ? 400 : 3000));
  }
  snapshot.counters = {1800, 1700, 100, 2, 1, 0, 3};
  snapshot.model = {"a \"b\".onnx", milliseconds(4), 123456};
  snapshot.process = {milliseconds(300), 8'000'000, 9'000'000};
  return snapshot;
}

TEST(Metrics, AreWhatWasRecorded) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&metrics] {
      for (int n = 0; n < 1000; ++n) {
        metrics.record(Stage::infer, microseconds(n));
        metrics.count(&Counters::detections);
      }
    });
  for (std::thread& thread : threads) thread.join();
  metrics.set_model({"m.onnx", milliseconds(3), 42});
  const MetricsSnapshot snapshot = metrics.snapshot();
  EXPECT_EQ(snapshot.stages[1].count(), 4000);
  EXPECT_EQ(snapshot.stages[0].count(), 0);
  EXPECT_EQ(snapshot.counters.detections, 4000);
  EXPECT_EQ(snapshot.counters.frames, 0);
  EXPECT_EQ(snapshot.model.size_bytes, 42);
  EXPECT_GT(snapshot.uptime.count(), 0);
  EXPECT_GT(snapshot.process.cpu_time.count(), 0);
}

TEST(Metrics, LineTellsOfTheTimeBetween) {
  MetricsSnapshot now = some_metrics();
  EXPECT_EQ(metrics_line(now, MetricsSnapshot()),
            "30.0 frames/s, frames 1800, unchanged 1700, detections 100, changes 2, key_presses 1, "
            "capture_errors 0, absences 3; capture p50 0.199 p99 0.199 ms; whole p50 0.397 p99 "
            "0.397 ms; CPU 0.50%, 8.0 MB");
  const MetricsSnapshot before = now;
  now.uptime += std::chrono::seconds(10);
  now.counters.frames += 100;
  now.process.cpu_time += milliseconds(200);
  EXPECT_EQ(metrics_line(now, before),
            "10.0 frames/s, frames 100, unchanged 0, detections 0, changes 0, key_presses 0, "
            "capture_errors 0, absences 0; CPU 2.00%, 8.0 MB");
}

const LocatedJson& at(const LocatedJson& object, const std::string& key) {
  for (const LocatedJson& member : object.children)
    if (member.key == key) return member;
  throw std::runtime_error("no " + key);
}

TEST(Metrics, JsonHoldsAllFigures) {
  const LocatedJson json = parse_located_json(metrics_json(some_metrics()), "metrics");
  const LocatedJson& stages = at(json, "stages");
  EXPECT_EQ(stages.children.size(), 4U);
  EXPECT_EQ(at(at(stages, "whole"), "count").shown(), "1800");
  EXPECT_EQ(at(at(stages, "whole"), "max_us").shown(), "3000");
  EXPECT_EQ(at(at(stages, "whole"), "bins").children.size(), 2U);
  EXPECT_EQ(at(at(stages, "infer"), "p99_us").kind, LocatedJson::Kind::null);
  EXPECT_EQ(at(at(json, "counters"), "unchanged").shown(), "1700");
  EXPECT_EQ(at(at(json, "process"), "cpu_s").shown(), "0.3");
  EXPECT_EQ(std::get<std::string>(at(at(json, "model"), "path").scalar), "a \"b\".onnx");
  const LocatedJson empty = parse_located_json(metrics_json({}), "metrics");
  EXPECT_EQ(at(empty, "model").kind, LocatedJson::Kind::null);
}

TEST(Metrics, CsvHasOneFigurePerLine) {
  const std::string csv = metrics_csv(some_metrics());
  EXPECT_THAT(csv, testing::StartsWith("figure,value\ncapture_count,1800\ncapture_p50_us,"));
  EXPECT_THAT(csv, HasSubstr("\ninfer_p50_us,\n"));
  EXPECT_THAT(csv, HasSubstr("\nwhole_max_us,3000\n"));
  EXPECT_THAT(csv, HasSubstr("\nkey_presses,1\n"));
  EXPECT_THAT(csv, HasSubstr("\nmodel_size_bytes,123456\n"));
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);)
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 1) << line;
}

TEST(Metrics, PrometheusTextHasATypePerMetric) {
  const std::string text = metrics_prometheus(some_metrics());
  EXPECT_THAT(text, HasSubstr("# TYPE sprint_watch_stage_seconds summary\n"));
  EXPECT_THAT(text,
              HasSubstr("sprint_watch_stage_seconds{stage=\"infer\",quantile=\"0.5\"} NaN\n"));
  EXPECT_THAT(text, HasSubstr("sprint_watch_stage_seconds_count{stage=\"whole\"} 1800\n"));
  EXPECT_THAT(text, HasSubstr("sprint_watch_stage_max_seconds{stage=\"whole\"} 0.003\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE sprint_watch_frames_total counter\n"
                              "sprint_watch_frames_total 1800\n"));
  EXPECT_THAT(text, HasSubstr("\nprocess_resident_memory_bytes 8000000\n"));
  EXPECT_THAT(text, HasSubstr("\nsprint_watch_model_load_seconds 0.004\n"));
  EXPECT_EQ(metrics_prometheus({}).find("_model_"), std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_THAT(line, MatchesRegex("# (HELP|TYPE) [a-z_]+ .+|[a-z_]+([{].+[}])? [-+.0-9eNa]+"));
}

}  // namespace
}  // namespace sprint::watch
