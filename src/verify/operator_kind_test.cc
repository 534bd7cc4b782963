#include "verify/operator_kind.h"

#include <gtest/gtest.h>

#include "verify/explain_latency.h"

namespace sprint::verify {
namespace {

TEST(OperatorKind, FloatAndIntegerFormsAreOfOneKind) {
  for (const char* conv : {"Conv", "FusedConv", "QLinearConv", "ConvInteger"})
    EXPECT_EQ(operator_kind(conv), "Conv") << conv;
  for (const char* dense : {"Gemm", "MatMul", "QGemm", "QLinearMatMul", "MatMulIntegerToFloat"})
    EXPECT_EQ(operator_kind(dense), "MatMul, Gemm") << dense;
  EXPECT_EQ(operator_kind("QLinearAdd"), "Add");
  EXPECT_EQ(operator_kind("DynamicQuantizeLinear"), kConversion);
  EXPECT_EQ(operator_kind("Sigmoid"), "Sigmoid");
}

TEST(ExplainSlowdown, IsSilentWhereOperatorsDoNotAccountForIt) {
  EXPECT_EQ(explain_slowdown({}), "");
  EXPECT_EQ(explain_slowdown({{"Conv", 100, 50}, {"Cast", 0, 20}}), "");
}

TEST(ExplainSlowdown, NamesWhatMattersFirst) {
  EXPECT_EQ(explain_slowdown({{"Relu", 1, 2}, {"Cast", 0, 20}, {"Conv", 10, 50}}),
            "per inference Conv takes 50.0 us instead of 10.0 us, Cast adds 20.0 us; what other "
            "operators save is 0.00 us");
}

}  // namespace
}  // namespace sprint::verify
