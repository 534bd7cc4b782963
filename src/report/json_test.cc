#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "report/report_for_test.h"

namespace sprint::report {
namespace {

TEST(Json, HasTheKeysOfTheContract) {
  const auto json = to_json(classifier_report());
  for (const char* model : {"base", "candidate"})
    for (const char* key : {"path", "runtime", "size_bytes", "load_us", "peak_memory_bytes",
                            "latency_us", "accuracy"})
      EXPECT_TRUE(json.at(model).contains(key)) << model << ' ' << key;
  EXPECT_EQ(json["candidate"]["latency_us"]["p50"], 170);
  EXPECT_EQ(json["candidate"]["latency_us"]["p99"], 180);
  EXPECT_DOUBLE_EQ(json["base"]["accuracy"]["top1"], 0.99);
  EXPECT_DOUBLE_EQ(json["ratio"]["latency"], 2.0);
  EXPECT_DOUBLE_EQ(json["ratio"]["memory"], 0.9);
  EXPECT_DOUBLE_EQ(json["ratio"]["size"], 0.25);
  EXPECT_DOUBLE_EQ(json["agreement"]["top1"], 0.995);
  EXPECT_DOUBLE_EQ(json["agreement"]["sqnr_db"]["probabilities"], 41.25);
  EXPECT_DOUBLE_EQ(json["agreement"]["max_abs_error"]["probabilities"], 0.03);
  EXPECT_EQ(json["quality"][0]["measure"], "accuracy");
  EXPECT_EQ(json["quality"][0]["outputs"][0], "probabilities");
  EXPECT_DOUBLE_EQ(json["quality"][0]["metrics"]["drop"]["value"], 0.005);
  EXPECT_DOUBLE_EQ(json["quality"][0]["metrics"]["drop"]["limit"], 0.01);
  EXPECT_TRUE(json["quality"][0]["metrics"]["changed"]["limit"].is_null());
  EXPECT_EQ(json["differences"][0]["base"]["label"], "<active>");
  EXPECT_EQ(json["samples"]["calibration"], 100);
  EXPECT_EQ(json["samples"]["held_out"], 200);
  EXPECT_EQ(json["machine"]["cpu"], "A CPU");
  EXPECT_EQ(json["options"]["threads"], "1");
  EXPECT_EQ(json["verdict"]["accepted"], false);
  EXPECT_EQ(json["verdict"]["reasons"].size(), 4u);
  EXPECT_TRUE(json["verdict"]["reasons"][0].is_string());
  EXPECT_FALSE(json.contains("recipes"));
}

TEST(Json, NullIsWhatDoesNotApplyOrIsNoNumber) {
  const auto json = to_json(detector_report());
  EXPECT_TRUE(json["agreement"]["top1"].is_null());
  EXPECT_TRUE(json["agreement"]["max_abs_error"]["scores"].is_null());
  EXPECT_FALSE(json["base"].contains("accuracy"));
}

TEST(Json, TellsWhetherSpeedCouldBeMeasured) {
  Report report = classifier_report();
  report.comparison.latency_conditions = {
      .cpu_time = true, .rounds = 40, .disturbed = 3, .too_busy = ""};
  auto json = to_json(report);
  EXPECT_EQ(json["latency_conditions"]["time"], "cpu");
  EXPECT_EQ(json["latency_conditions"]["rounds"], 40);
  EXPECT_EQ(json["latency_conditions"]["disturbed"], 3);
  EXPECT_TRUE(json["latency_conditions"]["too_busy"].is_null());
  report.comparison.latency_conditions.too_busy = "why";
  report.comparison.latency_ratio = {0.5, 0, std::numeric_limits<double>::infinity()};
  json = to_json(report);
  EXPECT_EQ(json["latency_conditions"]["too_busy"], "why");
  EXPECT_EQ(json["ratio"]["latency_interval"][0], 0);
  EXPECT_TRUE(json["ratio"]["latency_interval"][1].is_null());
}

TEST(Json, ListsRecipes) {
  const auto json = to_json(search_report());
  ASSERT_EQ(json["recipes"].size(), 3u);
  EXPECT_EQ(json["recipes"][0]["recipe"], "static QDQ");
  EXPECT_DOUBLE_EQ(json["recipes"][0]["ratio"]["latency"], 2.0);
  EXPECT_EQ(json["recipes"][2]["failure"], "nothing <to> quantize");
  EXPECT_FALSE(json["recipes"][2].contains("ratio"));
}

}  // namespace
}  // namespace sprint::report
