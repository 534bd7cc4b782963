#include "verify/operator_kind.h"

#include <gtest/gtest.h>

#include "verify/explain_latency.h"

namespace sprint::verify {
namespace {

TEST(OperatorKind, FloatAndIntegerFormsAreOfOneKind) {
  for (const char* conv : {"Conv", "FusedConv", "QLinearConv", "ConvInteger"})
    EXPECT_EQ(operator_kind(conv), "Conv") << conv;
  for (const char* dense : {"Gemm", "MatMul", "QGemm", "QLinearMatMul", "MatMulIntegerToFloat"})
    EXPECT_EQ(operator_kind(dense), "MatMul and Gemm") << dense;
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
            "by operator it adds 61.0 us (Conv 40.0 us, Cast 20.0 us) and saves nothing");
  EXPECT_EQ(explain_slowdown({{"Conv", 100, 95}, {"Gemm", 50, 40}, {"Quantize", 0, 30}}),
            "by operator it adds 30.0 us (Quantize 30.0 us) and saves only 15.0 us (Gemm 10.0 us, "
            "Conv 5.00 us)");
}

}  // namespace
}  // namespace sprint::verify
