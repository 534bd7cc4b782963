// Models that take nothing.
#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class NoInputs : public TwoRuntimes {};

TEST_F(NoInputs, GiveWhatTheirNodesHold) {
  add("Constant", {}, {"y"}).set({"value_floats", std::vector<float>{1, 2, 3}});
  add_output("y", DType::float32);
  expect_same();
}

TEST_F(NoInputs, GiveWhatFollowsFromConstants) {
  add("Constant", {}, {"x"}).set({"value", ir::Constant::of<float>({2, 2}, {-1, 2, -3, 4})});
  add("Relu", {"x"}, {"y"});
  add("Identity", {"x"}, {"z"});
  add_output("y", DType::float32);
  add_output("z", DType::float32);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
