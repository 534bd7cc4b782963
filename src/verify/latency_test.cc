#include "verify/latency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "verify/statistics.h"

namespace sprint::verify {
namespace {

using ::testing::Each;
using ::testing::StartsWith;

// Time that passes only while sessions run.
struct FakeTime {
  double now_us = 0;
  std::string order;  // the sessions that ran
  Clock clock() {
    return [this] { return now_us; };
  }
};

// Every run takes what `cost` says of the time when it starts.
class FakeSession : public Session {
 public:
  FakeSession(FakeTime& time, char name, std::function<double(double)> cost)
      : time_(time), name_(name), cost_(std::move(cost)) {}
  FakeSession(FakeTime& time, char name, double cost)
      : FakeSession(time, name, [cost](double) { return cost; }) {}

  const std::vector<TensorSpec>& inputs() const override { return none_; }
  const std::vector<TensorSpec>& outputs() const override { return none_; }
  std::string runtime() const override { return "fake"; }
  Runtime runtime_kind() const override { return Runtime::native; }
  std::vector<Tensor> run(std::span<const Tensor>) override { return {}; }
  void bind(std::span<const Tensor>) override {}
  std::vector<Tensor> results() override { return {}; }
  std::span<std::byte> bound_input(size_t) override { return {}; }
  std::span<const std::byte> bound_output(size_t) override { return {}; }
  void run_bound() override {
    time_.order += name_;
    time_.now_us += cost_(time_.now_us);
  }

 private:
  FakeTime& time_;
  char name_;
  std::function<double(double)> cost_;
  std::vector<TensorSpec> none_;
};

LatencyMeasurement measure(FakeTime& time, std::vector<Session*> sessions,
                           const LatencyOptions& options) {
  return measure_latency(sessions, options, {}, time.clock());
}

TEST(MeasureLatency, TakesTurnsInAlternatingOrder) {
  FakeTime time;
  FakeSession a(time, 'a', 2000), b(time, 'b', 4000);
  const auto result = measure(time, {&a, &b}, {.seconds = 0, .rounds = 4});
  EXPECT_THAT(time.order, StartsWith("aaabbb"));
  EXPECT_EQ(time.order.substr(6), "abbaabba");
  EXPECT_THAT(result.sessions[0].samples_us, Each(2000));
  EXPECT_DOUBLE_EQ(result.sessions[0].ratio_to_last.value, 0.5);
  EXPECT_DOUBLE_EQ(result.sessions[1].ratio_to_last.value, 1);
}

TEST(MeasureLatency, PrimesShortRunsAndBatchesVeryShortOnes) {
  FakeTime time;
  FakeSession a(time, 'a', 5), b(time, 'b', 100);
  const auto result = measure(time, {&a, &b}, {.seconds = 0, .rounds = 1});
  EXPECT_EQ(result.sessions[0].runs_per_sample, 4U);
  EXPECT_EQ(result.sessions[1].runs_per_sample, 1U);
  EXPECT_EQ(time.order.substr(6),
            "a"
            "aaaa"
            "b"
            "b");
  EXPECT_THAT(result.sessions[0].samples_us, Each(5));
}

TEST(MeasureLatency, DriftCancelsOutOfTheRatio) {
  FakeTime time;
  const auto slowing = [](double now_us) { return 1000 + now_us / 1000; };
  FakeSession a(time, 'a', slowing), b(time, 'b', slowing);
  const auto result = measure(time, {&a, &b}, {.rounds = 200});
  const Interval& ratio = result.sessions[0].ratio_to_last;
  EXPECT_LE(ratio.low, 1);
  EXPECT_GE(ratio.high, 1);
  EXPECT_NEAR(ratio.value, 1, 0.002);
}

TEST(MeasureLatency, EndsEarlyOnceTheRatioIsKnown) {
  FakeTime time;
  FakeSession a(time, 'a', 2000), b(time, 'b', 4000);
  EXPECT_EQ(measure(time, {&a, &b}, {.seconds = 3600}).rounds, 100U);
}

TEST(MeasureLatency, KeepsToTheBudgetWhileTheRatioIsNoisy) {
  FakeTime time;
  int calls = 0;
  const auto noisy = [&calls](double) { return 1000.0 + 9 * (++calls * 7919 % 1009); };
  FakeSession a(time, 'a', noisy), b(time, 'b', 4000);
  const auto result = measure(time, {&a, &b}, {.seconds = 10, .wanted_width = 0});
  EXPECT_GT(result.rounds, 500U);
  EXPECT_LT(time.now_us, 10.1e6);
  EXPECT_GE(time.now_us, 10e6);
}

TEST(MeasureLatency, SlowModelsGetFiveRounds) {
  FakeTime time;
  FakeSession a(time, 'a', 3e6);
  EXPECT_EQ(measure(time, {&a}, {.seconds = 1}).rounds, 5U);
}

TEST(MeasureLatency, OneSessionUsesTheWholeBudget) {
  FakeTime time;
  FakeSession a(time, 'a', 2000);
  measure(time, {&a}, {.seconds = 1});
  EXPECT_GE(time.now_us, 1e6);
}

TEST(SummarizeLatency, GivesPercentiles) {
  SessionLatency latency;
  for (int i = 0; i <= 100; ++i) latency.samples_us.push_back(i);
  const Latency summary = summarize(latency);
  EXPECT_DOUBLE_EQ(summary.p50, 50);
  EXPECT_DOUBLE_EQ(summary.p90, 90);
  EXPECT_DOUBLE_EQ(summary.p99, 99);
  EXPECT_EQ(summary.runs.size(), 101U);
}

}  // namespace
}  // namespace sprint::verify
