#include "verify/latency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>

#include "verify/statistics.h"

namespace sprint::verify {
namespace {

using ::testing::Each;
using ::testing::StartsWith;

// A core on which time passes only while sessions run, shared with `busy` other processes: after
// each `kTurn` of work the core is theirs for as long each, and what they displaced from the caches
// takes time again.
class FakeCore : public ProcessorClock {
 public:
  static constexpr double kTurn = 4000;

  explicit FakeCore(int busy = 0) : busy_(busy) {}

  ProcessorTime of_thread() const override { return time_; }
  ProcessorTime of_process() const override { return time_; }
  double wall_us() const override { return time_.wall_us; }
  double stolen_us() const override { return 0; }

  void work(double us) {
    while (busy_ > 0 && us >= left_) {
      us -= left_;
      advance(left_);
      wait();
      us += kRefill;
    }
    left_ -= us;
    advance(us);
  }

  std::string order;  // the sessions that ran

 private:
  static constexpr double kRefill = 100;

  void advance(double us) {
    time_.wall_us += us;
    time_.cpu_us += us;
  }

  void wait() {
    time_.wall_us += busy_ * kTurn;
    time_.waiting_us += busy_ * kTurn;
    ++time_.preemptions;
    left_ = kTurn;
  }

  int busy_;
  ProcessorTime time_;
  double left_ = kTurn;  // until the others' turn
};

// Every run takes what `cost` says of the time when it starts.
class FakeSession : public Session {
 public:
  FakeSession(FakeCore& core, char name, std::function<double(double)> cost)
      : core_(core), name_(name), cost_(std::move(cost)) {}
  FakeSession(FakeCore& core, char name, double cost)
      : FakeSession(core, name, [cost](double) { return cost; }) {}

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
    core_.order += name_;
    core_.work(cost_(core_.wall_us()));
  }

 private:
  FakeCore& core_;
  char name_;
  std::function<double(double)> cost_;
  std::vector<TensorSpec> none_;
};

// A cost of about `us`, different for every run.
std::function<double(double)> about(double us) {
  auto engine = std::make_shared<std::mt19937>(7);
  return [engine, us](double) {
    return us * (0.98 + 0.04 * static_cast<double>((*engine)()) * 0x1p-32);
  };
}

LatencyMeasurement measure(FakeCore& core, std::vector<Session*> sessions,
                           const LatencyOptions& options) {
  return measure_latency(sessions, options, {}, core);
}

TEST(MeasureLatency, TakesTurnsInAlternatingOrder) {
  FakeCore core;
  FakeSession a(core, 'a', 20000), b(core, 'b', 40000);
  const auto result = measure(core, {&a, &b}, {.seconds = 0, .rounds = 4});
  EXPECT_THAT(core.order, StartsWith("aaabbb"));
  EXPECT_EQ(core.order.substr(6), "abbaabba");
  EXPECT_THAT(result.sessions[0].samples_us, Each(20000));
  EXPECT_DOUBLE_EQ(result.sessions[0].ratio_to_last.value, 0.5);
  EXPECT_DOUBLE_EQ(result.sessions[1].ratio_to_last.value, 1);
}

TEST(MeasureLatency, FillsEqualSlicesAfterARunThatDoesNotCount) {
  FakeCore core;
  FakeSession a(core, 'a', 500), b(core, 'b', 4000);
  const auto result = measure(core, {&a, &b}, {.seconds = 0, .rounds = 1});
  EXPECT_EQ(core.order.substr(6), "a" + std::string(8, 'a') + "b" + "b");
  EXPECT_EQ(result.sessions[0].samples_us.size(), 8U);
  EXPECT_DOUBLE_EQ(result.sessions[0].rounds[0].us, 500);
}

TEST(MeasureLatency, OneSampleIsSeveralVeryShortRuns) {
  FakeCore core;
  FakeSession a(core, 'a', 5), b(core, 'b', 100);
  const auto result = measure(core, {&a, &b}, {.seconds = 0, .rounds = 1});
  EXPECT_EQ(result.sessions[0].runs_per_sample, 4U);
  EXPECT_EQ(result.sessions[1].runs_per_sample, 1U);
  EXPECT_EQ(result.sessions[0].samples_us.size(), 100U);
  EXPECT_EQ(result.sessions[1].samples_us.size(), 20U);
  EXPECT_THAT(result.sessions[0].samples_us, Each(5));
}

TEST(MeasureLatency, SlicesOfVeryLongModelsAreNotThatLong) {
  FakeCore core;
  FakeSession a(core, 'a', 10e3), b(core, 'b', 5e6);
  const auto result = measure(core, {&a, &b}, {.seconds = 0, .rounds = 1});
  EXPECT_EQ(result.sessions[0].samples_us.size(), 2U);
}

TEST(MeasureLatency, DriftCancelsOutOfTheRatio) {
  FakeCore core;
  const auto slowing = [](double now_us) { return 20e3 + now_us / 1000; };
  FakeSession a(core, 'a', slowing), b(core, 'b', slowing);
  const auto result = measure(core, {&a, &b}, {.rounds = 200});
  const Interval& ratio = result.sessions[0].ratio_to_last;
  EXPECT_LE(ratio.low, 1);
  EXPECT_GE(ratio.high, 1);
  EXPECT_NEAR(ratio.value, 1, 0.002);
}

TEST(MeasureLatency, EndsEarlyOnceNoiseIsLittleButNotInTheFirstSecond) {
  FakeCore core;
  FakeSession a(core, 'a', 2000), b(core, 'b', 4000);
  measure(core, {&a, &b}, {.seconds = 3});
  EXPECT_GE(core.wall_us(), 1e6);
  EXPECT_LT(core.wall_us(), 2e6);
}

TEST(MeasureLatency, KeepsToTheBudgetWhileTheRatioIsNoisy) {
  FakeCore core;
  FakeSession a(core, 'a', about(2000)), b(core, 'b', 4000);
  measure(core, {&a, &b}, {.seconds = 10, .wanted_width = 0});
  EXPECT_LT(core.wall_us(), 10.1e6);
  EXPECT_GE(core.wall_us(), 10e6);
}

TEST(MeasureLatency, SlowModelsGetFiveRounds) {
  FakeCore core;
  FakeSession a(core, 'a', 3e6);
  EXPECT_EQ(measure(core, {&a}, {.seconds = 1}).conditions.rounds, 5U);
}

TEST(MeasureLatency, OneSessionUsesTheWholeBudget) {
  FakeCore core;
  FakeSession a(core, 'a', 2000);
  measure(core, {&a}, {.seconds = 1});
  EXPECT_GE(core.wall_us(), 1e6);
}

// The median of the ratios of wall times of single runs in turns, which load bends: what measuring
// must not come to.
double wall_ratio_of_single_runs(FakeCore& core, Session& a, Session& b) {
  const auto time_of = [&](Session& session) {
    const double start = core.wall_us();
    session.run_bound();
    return core.wall_us() - start;
  };
  std::vector<double> ratios;
  for (int i = 0; i < 200; ++i) ratios.push_back(time_of(a) / time_of(b));
  return median(ratios);
}

// A long model is preempted within a run, a short one hardly ever is.
TEST(MeasureLatency, BusyProcessesDoNotBendTheRatio) {
  constexpr double kQuiet = 700.0 / 6500;
  for (const int busy : {0, 1, 2, 4}) {
    FakeCore core(busy);
    FakeSession a(core, 'a', about(700)), b(core, 'b', about(6500));
    const auto result = measure(core, {&a, &b}, {.seconds = 2});
    const Interval& ratio = result.sessions[0].ratio_to_last;
    EXPECT_NEAR(ratio.value / kQuiet, 1, 0.1) << busy;
    EXPECT_LE(ratio.low, kQuiet) << busy;
    EXPECT_GE(ratio.high, kQuiet) << busy;
    EXPECT_EQ(result.conditions.disturbed > 0, busy > 0);
    EXPECT_TRUE(result.conditions.cpu_time);
    EXPECT_EQ(result.conditions.too_busy, "") << busy;
    if (busy >= 2) {
      EXPECT_LT(wall_ratio_of_single_runs(core, a, b), 0.6 * kQuiet) << busy;
    }
  }
}

TEST(MeasureLatency, SeveralThreadsOnABusyMachineGiveNoRatio) {
  FakeCore core(2);
  FakeSession a(core, 'a', about(700)), b(core, 'b', about(6500));
  const auto result = measure(core, {&a, &b}, {.seconds = 2, .one_thread = false});
  EXPECT_FALSE(result.conditions.cpu_time);
  EXPECT_NE(result.conditions.too_busy, "");
  FakeCore quiet;
  FakeSession c(quiet, 'c', about(700)), d(quiet, 'd', about(6500));
  const auto told = measure(quiet, {&c, &d}, {.seconds = 2, .one_thread = false});
  EXPECT_EQ(told.conditions.too_busy, "");
  EXPECT_NEAR(told.sessions[0].ratio_to_last.value, 700.0 / 6500, 0.002);
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
