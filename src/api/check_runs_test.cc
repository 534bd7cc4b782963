#include "api/check_runs.h"

#include <gmock/gmock.h>

#include "ir/graph_for_test.h"
#include "sprint/error.h"

namespace sprint {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

// y = op_type(x), where x is [n, 3].
ir::Model made(const std::string& op_type) {
  ir::Model model;
  model.ir_version = 8;
  model.opsets = {{"", 13, {}}};
  ir::Type type;
  type.dtype = DType::float32;
  type.shape = Shape{Dim::named("n"), 3};
  ir::add_input(model.graph, "x", type);
  ir::add_node(model.graph, op_type, {"x"}, {"y"});
  ir::add_output(model.graph, "y");
  return model;
}

void check(const std::string& base, const std::string& quantized,
           const session::InputShapes& shapes = {}) {
  const ir::Model candidate = made(quantized);
  check_runs(Model(std::make_shared<const ir::Model>(made(base))), made(base), &candidate, nullptr,
             shapes);
}

TEST(CheckRuns, TakesWhatRuns) { EXPECT_NO_THROW(check("Neg", "Neg")); }

TEST(CheckRuns, SaysThatTheQuantizedModelFails) {
  EXPECT_THAT([] { check("Neg", "NoSuchOperator"); },
              ThrowsMessage<Error>(AllOf(
                  HasSubstr("the quantized model does not run in ONNX Runtime on random values of "
                            "shape x [1, 3]"),
                  HasSubstr("NoSuchOperator"), HasSubstr("--exclude"), Not(HasSubstr("/tmp")))));
}

TEST(CheckRuns, SaysThatTheModelItselfFails) {
  EXPECT_THAT(
      [] {
        check("NoSuchOperator", "Neg", {{"x", {7, 3}}});
      },
      ThrowsMessage<Error>(
          AllOf(HasSubstr("the model as it came"), HasSubstr("x [7, 3]"), HasSubstr("--shape"))));
}

}  // namespace
}  // namespace sprint
