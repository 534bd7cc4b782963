#include "session/candidate_shapes.h"

#include <gmock/gmock.h>

#include "ir/graph_for_test.h"

namespace sprint::session {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Not;
using ::testing::Pair;

Shape shape(std::initializer_list<const char*> names) {
  Shape shape;
  for (const std::string name : names)
    shape.push_back(std::isdigit(name[0]) != 0 ? Dim(std::stoi(name)) : Dim::named(name));
  return shape;
}

ir::Model with_inputs(const std::vector<Shape>& shapes) {
  ir::Model model;
  ir::set_opset_version(model, "", 13);
  for (const Shape& own : shapes) {
    ir::Type type;
    type.dtype = DType::float32;
    type.shape = own;
    ir::add_input(model.graph, "x" + std::to_string(model.graph.inputs.size()), type);
  }
  return model;
}

TEST(CandidateShapes, AreNoneWhereNothingIsOpen) {
  EXPECT_THAT(candidate_shapes(with_inputs({shape({"1", "3"})})), ElementsAre(InputShapes{}));
}

TEST(CandidateShapes, BeginWithOnesAndEndWithLargeBatches) {
  const auto all = candidate_shapes(with_inputs({shape({"batch", "3", "h", "w"})}));
  EXPECT_EQ(all.front(), (InputShapes{{"x0", {1, 3, 1, 1}}}));
  EXPECT_THAT(all, Contains(InputShapes{{"x0", {1, 3, 640, 640}}}));
  EXPECT_THAT(all, Contains(InputShapes{{"x0", {4, 3, 4, 4}}}));
}

TEST(CandidateShapes, GiveDimensionsOfOneNameOneSize) {
  for (const InputShapes& shapes :
       candidate_shapes(with_inputs({shape({"n", "t"}), shape({"n", "8", "t"})}))) {
    EXPECT_EQ(shapes.at("x0")[0], shapes.at("x1")[0]);
    EXPECT_EQ(shapes.at("x0")[1], shapes.at("x1")[2]);
  }
}

TEST(CandidateShapes, KeepWhatIsGiven) {
  const ir::Model model = with_inputs({shape({"n", "t"}), shape({"n", "8", "t"})});
  for (const InputShapes& shapes : candidate_shapes(model, {{"x0", {2, 5}}}))
    EXPECT_EQ(shapes, (InputShapes{{"x0", {2, 5}}, {"x1", {2, 8, 5}}}));
}

TEST(CandidateShapes, KnowChannelsAndStridesAndWhatDoesNotFit) {
  ir::Model model = with_inputs({shape({"n", "c", "h", "w"})});
  ir::add_constant(model.graph, "k",
                   ir::Constant::of<float>({2, 5, 7, 7}, std::vector<float>(490)));
  ir::Node& conv = ir::add_node(model.graph, "Conv", {"x0", "k"}, {"y"});
  conv.set(ir::Attribute("strides", std::vector<int64_t>{3, 3}));
  ir::add_output(model.graph, "y");
  const auto all = candidate_shapes(model);
  EXPECT_EQ(all.front(), (InputShapes{{"x0", {1, 5, 8, 8}}}));
  conv.set(ir::Attribute("pads", std::vector<int64_t>{3, 3, 3, 3}));
  EXPECT_THAT(candidate_shapes(model), Contains(InputShapes{{"x0", {1, 5, 3, 3}}}));
}

}  // namespace
}  // namespace sprint::session
