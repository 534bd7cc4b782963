#include "quantize/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ir/graph_for_test.h"
#include "sprint/error.h"

namespace sprint::quantization {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Matches, StarIsAnyRunOfCharacters) {
  EXPECT_TRUE(matches("conv1", "conv1"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("conv*", "conv"));
  EXPECT_TRUE(matches("*a*b*", "xxabyyab"));
  EXPECT_TRUE(matches("a*bc", "abcbc"));
  EXPECT_TRUE(matches("**", "anything"));
  EXPECT_FALSE(matches("conv1", "conv11"));
  EXPECT_FALSE(matches("conv?", "conv1"));
  EXPECT_FALSE(matches("a*bc", "abcb"));
  EXPECT_FALSE(matches("", "a"));
}

ir::Model three_nodes() {
  ir::Model model;
  ir::set_opset_version(model, "", 13);
  ir::add_node(model.graph, "Conv", {"x", "w"}, {"a"}).name = "body/conv1";
  ir::add_node(model.graph, "Conv", {"a", "w"}, {"b"}).name = "";
  ir::add_node(model.graph, "Div", {"b", "w"}, {"c"}).name = "head/div";
  return model;
}

TEST(SelectNodes, TakesAllByDefault) {
  EXPECT_THAT(select_nodes(three_nodes(), {}).admitted, ElementsAre(true, true, true));
}

TEST(SelectNodes, ByTypeNameAndPattern) {
  QuantizeOptions options;
  options.op_types = {"Conv"};
  EXPECT_THAT(select_nodes(three_nodes(), options).admitted, ElementsAre(true, true, false));
  options = {};
  options.nodes = {"body/*", "b"};  // the unnamed node goes by its output
  EXPECT_THAT(select_nodes(three_nodes(), options).admitted, ElementsAre(true, true, false));
  options.exclude = {"*conv*"};
  const Selection selection = select_nodes(three_nodes(), options);
  EXPECT_THAT(selection.admitted, ElementsAre(false, true, false));
  EXPECT_THAT(selection.excluded, ElementsAre(true, false, false));
}

std::string error_of(const QuantizeOptions& options) {
  try {
    select_nodes(three_nodes(), options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "";
}

TEST(SelectNodes, NamesTheNearestWhereAPatternMatchesNothing) {
  QuantizeOptions options;
  options.exclude = {"body/conv2"};
  EXPECT_THAT(error_of(options), HasSubstr("'body/conv2' matches no node; the nearest names are "
                                           "'body/conv1'"));
  options = {};
  options.nodes = {"tail*"};
  EXPECT_THAT(error_of(options), HasSubstr("nodes: 'tail*'"));
}

TEST(SelectNodes, RefusesOperatorsThatAreAbsentOrStayFloat) {
  QuantizeOptions options;
  options.op_types = {"Gemm"};
  EXPECT_THAT(error_of(options), HasSubstr("'Gemm' is not in the model"));
  options.op_types = {"Div"};
  EXPECT_THAT(error_of(options), HasSubstr("can be quantized are Conv"));
}

}  // namespace
}  // namespace sprint::quantization
