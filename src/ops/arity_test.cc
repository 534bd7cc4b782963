#include "ops/arity.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ops/op.h"

namespace sprint::ops {
namespace {

TEST(Arity, IsKnownOfEveryOperator) {
  for (const OpSpec& spec : all_ops()) {
    EXPECT_NE(find_arity(spec.domain, spec.name), nullptr) << spec.name;
  }
  EXPECT_EQ(find_arity("", "Zzz"), nullptr);
  EXPECT_EQ(find_arity("com.example", "Conv"), nullptr);
}

}  // namespace
}  // namespace sprint::ops
