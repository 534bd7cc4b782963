#include "verify/machine.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "verify/machine_json.h"

namespace sprint::verify {
namespace {

TEST(Machine, IsDescribedInFull) {
  const Machine machine = describe_machine();
  EXPECT_NE(machine.cpu, "");
  EXPECT_GE(machine.cores, 1U);
  EXPECT_GT(machine.memory_bytes, uint64_t{1} << 20);
  EXPECT_NE(machine.os.find("Linux"), std::string::npos);
  const auto json = machine_json(machine);
  EXPECT_EQ(json["sprint"], machine.sprint);
  EXPECT_EQ(json["onnxruntime"], machine.onnxruntime);
  EXPECT_EQ(json["features"].size(), machine.features.size());
}

}  // namespace
}  // namespace sprint::verify
