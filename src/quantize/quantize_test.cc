#include "quantize/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "quantize/model_for_test.h"
#include "quantize/notes.h"
#include "sprint/error.h"

namespace sprint::quantization {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// table[ids] -> MatMul; only the MatMul has an integer form.
ModelForTest embedding() {
  ModelForTest test;
  test.constant("table", {100, 8}).constant("w", {8, 4});
  ir::add_input(test.model().graph, "ids", ir::tensor_type(DType::int64, {2}));
  test.node("Gather", {"table", "ids"}, "embedded");
  test.node("MatMul", {"embedded", "w"}, "y");
  test.output("y");
  return test;
}

// The message of what quantizing throws, with its code.
std::string error_of(const ModelForTest& made, const QuantizeOptions& options, ErrorCode code) {
  ModelForTest test = made;
  try {
    if (options.mode == QuantizeMode::dynamic) {
      quantize_dynamic(test.model(), options);
    } else {
      tensors_to_calibrate(test.model(), options);
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "no error";
}

TEST(Selection, NamesThatNothingQuantizableHasAreRefused) {
  for (const QuantizeMode mode : {QuantizeMode::static_, QuantizeMode::dynamic}) {
    QuantizeOptions options;
    options.mode = mode;
    options.op_types = {"MatMul", "Gather"};
    EXPECT_THAT(error_of(embedding(), options, ErrorCode::usage),
                HasSubstr("op_types: 'Gather' names nothing that can be quantized; what can is "
                          "'make_y' (MatMul)"));
    options.op_types = {};
    options.nodes = {"make_y", "*embedded"};
    EXPECT_THAT(error_of(embedding(), options, ErrorCode::usage),
                HasSubstr("nodes: '*embedded' names nothing that can be quantized"));
    options.nodes = {"make_y"};
    EXPECT_EQ(error_of(embedding(), options, ErrorCode::usage), "no error");
  }
}

TEST(Notes, SayWhichWeightsStayFloatUnlessTheUserWantedThat) {
  QuantizeOptions options;
  options.mode = QuantizeMode::dynamic;
  EXPECT_THAT(notes_of(quantize_dynamic(embedding().model(), options)),
              ElementsAre(AllOf(HasSubstr("of 832 weights"), HasSubstr("'make_embedded' (Gather): "
                                                                       "800, tables stay float"))));
  EXPECT_THAT(notes_of(quantize_for_test(embedding().model())),
              ElementsAre(HasSubstr("'make_embedded'")));
  options.exclude = {"*embedded"};
  EXPECT_THAT(notes_of(quantize_dynamic(embedding().model(), options)), IsEmpty());
}

TEST(Notes, AreKeptOnlyWhereThereAreAny) {
  ir::Model model;
  set_notes(model, {});
  EXPECT_EQ(ir::find_metadata(model, kNotesKey), nullptr);
  set_notes(model, {"a \"b\"", "c"});
  EXPECT_THAT(notes_of(model), ElementsAre("a \"b\"", "c"));
  ir::set_metadata(model, kNotesKey, "no JSON");
  EXPECT_THAT(notes_of(model), IsEmpty());
}

// An If whose branches hold the weights: one its own, one captured from the graph around it.
TEST(NothingToQuantize, SaysInWhichBodiesTheWeightsLie) {
  ModelForTest test;
  test.input("x", {2, 4}).constant("outer", {4, 4});
  ir::Graph then_branch, else_branch;
  ir::add_constant(then_branch, "inner", ir::Constant::of({4, 8}, std::vector<float>(32)));
  ir::add_node(then_branch, "MatMul", {"x", "inner"}, {"a"});
  ir::add_output(then_branch, "a");
  ir::add_node(else_branch, "MatMul", {"x", "outer"}, {"b"});
  ir::add_output(else_branch, "b");
  ir::add_input(test.model().graph, "which", ir::tensor_type(DType::boolean, {}));
  ir::Node& node = test.node("If", {"which"}, "y");
  node.set({"then_branch", std::make_shared<const ir::Graph>(then_branch)});
  node.set({"else_branch", std::make_shared<const ir::Graph>(else_branch)});
  test.output("y");
  EXPECT_THAT(
      error_of(test, {}, ErrorCode::bad_input),
      AllOf(HasSubstr("node 'make_a' (MatMul) in node 'make_y' (If): 32, bodies stay float"),
            HasSubstr("node 'make_b' (MatMul) in node 'make_y' (If): 16")));
}

TEST(NothingToQuantize, SaysWhatToDoWithOtherTypes) {
  ModelForTest test;
  ir::add_input(test.model().graph, "x", ir::tensor_type(DType::float16, {2, 4}));
  ir::add_constant(
      test.model().graph, "w",
      ir::Constant::make(DType::float16, {4, 4}, Bytes::own(std::vector<uint16_t>(16))));
  test.node("MatMul", {"x", "w"}, "y");
  test.output("y");
  EXPECT_THAT(error_of(test, {}, ErrorCode::bad_input),
              HasSubstr("'make_y' (MatMul): 16, its types are not float32: convert the model"));
}

}  // namespace
}  // namespace sprint::quantization
