// Shapes that only a run tells, in the native runtime, against ONNX Runtime.
#include <string>
#include <vector>

#include "sprint/error.h"
#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class Program : public TwoRuntimes {
 protected:
  void add_cast(const std::string& from, const std::string& to, DType dtype) {
    add("Cast", {from}, {to}).set(ir::Attribute("to", static_cast<int64_t>(dtype)));
  }

  // One native session takes all of these, one after the other and again.
  void expect_same_for(const std::vector<std::vector<Tensor>>& runs) {
    const Model made = model();
    const auto referee = open(made, Runtime::onnxruntime), native = open(made, Runtime::native);
    for (int again = 0; again < 2; ++again) {
      for (const std::vector<Tensor>& inputs : runs) {
        expect_close(native->run(inputs), referee->run(inputs), 0);
      }
    }
  }

  std::vector<Tensor> boxes_and_scores(float low) {
    return {floats({1, 40, 4}, 0, 1), floats({1, 3, 40}, low, 1)};
  }

  // As detectors end: boxes of the chosen, their scores and classes.
  void add_detector() {
    add_input("boxes", Tensor(DType::float32, {1, 40, 4}));
    add_input("scores", Tensor(DType::float32, {1, 3, 40}));
    add_list<int64_t>("most", {10});
    add_list<float>("overlap", {0.4F});
    add_list<float>("least", {0.5F});
    add("NonMaxSuppression", {"boxes", "scores", "most", "overlap", "least"}, {"chosen"});
    add_list<int64_t>("box_column", {2});
    add("Gather", {"chosen", "box_column"}, {"column"}).set(ir::Attribute("axis", int64_t{1}));
    add_list<int64_t>("axes", {1});
    add("Squeeze", {"column", "axes"}, {"indices"});
    add("Gather", {"boxes", "indices"}, {"result"}).set(ir::Attribute("axis", int64_t{1}));
    add_list<int64_t>("from", {0, 0});
    add_list<int64_t>("to", {1000, 2});
    add("Slice", {"chosen", "from", "to"}, {"classes"});
    add("Shape", {"chosen"}, {"shape"});
  }
};

TEST_F(Program, DetectorWithAnyNumberOfBoxes) {
  add_detector();
  add_output("chosen", DType::int64);
  add_output("result", DType::float32);
  add_output("classes", DType::int64);
  add_output("shape", DType::int64);
  expect_same_for(
      {boxes_and_scores(0), boxes_and_scores(-5), boxes_and_scores(-1000), boxes_and_scores(0.5F)});
}

TEST_F(Program, NonZeroAndWhatFollows) {
  add_input("x", Tensor(DType::float32, {4, 5}));
  add_number<float>("half", 0.5F);
  add("Greater", {"x", "half"}, {"large"});
  add("NonZero", {"large"}, {"indices"});
  add("Transpose", {"indices"}, {"points"});
  add_number<int64_t>("first", 0);
  add("Gather", {"indices", "first"}, {"rows"}).set(ir::Attribute("axis", int64_t{0}));
  add("Gather", {"x", "rows"}, {"picked"});
  add("ReduceSum", {"picked"}, {"sum"});
  add_output("points", DType::int64);
  add_output("picked", DType::float32);
  add_output("sum", DType::float32);
  expect_same_for({{floats({4, 5})}, {floats({4, 5})}, {floats({4, 5}, -1, 0)}});
}

TEST_F(Program, ShapesThatValuesOfInputsTell) {
  add_input("x", floats({4, 6}));
  Tensor shape(DType::int64, {2});
  shape.as<int64_t>()[0] = 3;
  shape.as<int64_t>()[1] = -1;
  add_input("shape", shape);
  add("Reshape", {"x", "shape"}, {"shaped"});
  add("Shape", {"shaped"}, {"result_shape"});
  add("ConstantOfShape", {"result_shape"}, {"zeros"});
  add("Add", {"shaped", "zeros"}, {"y"});
  add_output("y", DType::float32);
  Tensor other = shape;
  other.as<int64_t>()[0] = 8;
  expect_same_for({{inputs_[0], shape}, {inputs_[0], other}});
}

TEST_F(Program, ShapesComputedTwice) {
  add_input("x", Tensor(DType::float32, {6}));
  add_number<float>("half", 0.5F);
  add("Greater", {"x", "half"}, {"large"});
  add("NonZero", {"large"}, {"indices"});
  add("Size", {"indices"}, {"count"});
  add_number<int64_t>("zero", 0);
  add_number<int64_t>("one", 1);
  add("Range", {"zero", "count", "one"}, {"range"});
  add_cast("range", "range_float", DType::float32);
  add("Greater", {"range_float", "half"}, {"behind"});
  add("NonZero", {"behind"}, {"y"});
  add_output("y", DType::int64);
  expect_same_for({{floats({6}, 0, 1)}, {floats({6}, 0, 1)}, {floats({6}, 0.6F, 1)}});
}

TEST_F(Program, ShapesOfOpenDimensions) {
  add_input("x", floats({2, 3, 4}), {0, 3, 4});
  add("Shape", {"x"}, {"shape"});
  add_number<int64_t>("zero", 0);
  add("Gather", {"shape", "zero"}, {"batch"});
  add_list<int64_t>("axes", {0});
  add("Unsqueeze", {"batch", "axes"}, {"batch_list"});
  add_list<int64_t>("rest", {12});
  add("Concat", {"batch_list", "rest"}, {"target"}).set(ir::Attribute("axis", int64_t{0}));
  add("Reshape", {"x", "target"}, {"y"});
  add_output("y", DType::float32);
  expect_same_for({{floats({2, 3, 4})}, {floats({5, 3, 4})}});
}

TEST_F(Program, TopKOfEqualElements) {
  Tensor x(DType::float32, {3, 7});
  for (float& value : x.as<float>()) value = static_cast<float>(random_() % 4);
  add_input("x", x);
  add_list<int64_t>("k", {5});
  add("TopK", {"x", "k"}, {"values", "indices"});
  add("TopK", {"x", "k"}, {"least", "least_indices"}).set(ir::Attribute("largest", int64_t{0}));
  for (const char* name : {"values", "least"}) add_output(name, DType::float32);
  for (const char* name : {"indices", "least_indices"}) add_output(name, DType::int64);
  expect_same();
}

TEST_F(Program, NamesTheNodeWhoseIndexIsBeyondTheEnd) {
  add_input("x", floats({4, 2}));
  Tensor index(DType::int64, {1});
  index.as<int64_t>()[0] = 4;
  add_input("index", index);
  add("Gather", {"x", "index"}, {"y"});
  add_output("y", DType::float32);
  const auto session = open(model(), Runtime::native);
  try {
    session->run(inputs_);
    FAIL() << "ran";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("'make_y' (Gather)"), std::string::npos)
        << error.what();
  }
  inputs_[1].as<int64_t>()[0] = -4;
  EXPECT_EQ(session->run(inputs_)[0].as<float>()[0], inputs_[0].as<float>()[0]);
}

}  // namespace
}  // namespace sprint::tests
