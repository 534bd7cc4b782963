// Every way in which ONNX may write the elements of a tensor, and those in which it may not.
#include <gmock/gmock.h>

#include <functional>

#include "base/error.h"
#include "load/external_files.h"
#include "load/tensor.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "tests/files/model_for_test.h"

namespace sprint::tests {
namespace {

using onnx::FieldWriter;
using onnx::TensorField;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// A TensorProto named "t"; `data` writes the fields from 4 to 7, `later` those from 9 on.
struct Form {
  DType dtype;
  std::vector<int64_t> dims;
  std::function<void(FieldWriter&)> data = {};
  std::function<void(FieldWriter&)> later = {};
};

ir::ConstantPtr load(const Form& form) {
  FieldWriter writer;
  for (const int64_t dim : form.dims) writer.add_integer(TensorField::dims, dim);
  writer.add_integer(TensorField::data_type, static_cast<int64_t>(form.dtype));
  if (form.data) form.data(writer);
  writer.add_text(TensorField::name, "t");
  if (form.later) form.later(writer);
  ExternalFiles files("");
  return load_tensor(bytes_of(writer.finish().to_string()), files);
}

auto text(uint32_t field, std::string bytes) {
  return [=](FieldWriter& writer) { writer.add_text(field, bytes); };
}

auto integers(uint32_t field, std::vector<int64_t> values) {
  return [=](FieldWriter& writer) {
    for (const int64_t value : values) writer.add_integer(field, value);
  };
}

void expect_fault(const Form& form, const std::string& expected) {
  EXPECT_THAT([&] { load(form); }, ThrowsMessage<Error>(HasSubstr("tensor 't': " + expected)));
}

TEST(TensorForms, TypedIntegers) {
  EXPECT_THAT(load({DType::int64, {2}, integers(7, {-1, INT64_MAX})})->to_ints(),
              ElementsAre(-1, INT64_MAX));
  EXPECT_THAT(load({DType::int32, {2}, integers(5, {-1, INT32_MAX})})->to_ints(),
              ElementsAre(-1, INT32_MAX));
  EXPECT_THAT(load({DType::int8, {2}, integers(5, {-128, 127})})->as<int8_t>(),
              ElementsAre(-128, 127));
  EXPECT_THAT(load({DType::uint8, {1}, integers(5, {255})})->as<uint8_t>(), ElementsAre(255));
  EXPECT_THAT(load({DType::uint16, {1}, integers(5, {65535})})->as<uint16_t>(), ElementsAre(65535));
  EXPECT_THAT(load({DType::boolean, {2}, integers(5, {1, 0})})->to_ints(), ElementsAre(1, 0));
  EXPECT_THAT(load({DType::int4, {3}, integers(5, {0x9F, 0x07})})->to_ints(),
              ElementsAre(-1, -7, 7));
  EXPECT_THAT(load({DType::float16, {1}, integers(5, {0x3C00})})->to_floats(), ElementsAre(1.0F));
  EXPECT_THAT(load({DType::uint64, {1}, {}, integers(11, {7})})->to_ints(), ElementsAre(7));
  EXPECT_THAT(load({DType::uint32, {1}, {}, integers(11, {UINT32_MAX})})->to_ints(),
              ElementsAre(UINT32_MAX));
}

TEST(TensorForms, PackedAndSplitRuns) {
  const std::string one("\0\0\x80\x3f", 4);
  EXPECT_THAT(load({DType::float32, {2}, text(4, one + one)})->to_floats(), ElementsAre(1, 1));
  const auto mixed = [&](FieldWriter& writer) {
    writer.add_text(4, one);
    writer.add_float32(4, 2.0F);
    writer.add_text(4, one);
  };
  EXPECT_THAT(load({DType::float32, {3}, mixed})->to_floats(), ElementsAre(1, 2, 1));
  const auto split = [&](FieldWriter& writer) {
    writer.add_integer(7, 1);
    writer.add_text(7, "\x02\x03");
  };
  EXPECT_THAT(load({DType::int64, {3}, split})->to_ints(), ElementsAre(1, 2, 3));
  EXPECT_THAT(load({DType::complex64, {1}, text(4, one + one)})->data().size(), 8U);
}

TEST(TensorForms, EmptyTensors) {
  EXPECT_EQ(load({DType::float32, {0}})->count(), 0);
  EXPECT_EQ(load({DType::int64, {2, 0}, {}, text(9, "")})->count(), 0);
  EXPECT_EQ(load({DType::string, {0}})->count(), 0);
}

TEST(TensorForms, WrongSizesAndShapes) {
  expect_fault({DType::float32, {2}, {}, text(9, "1234")},
               "a tensor of type float32 and shape [2]");
  expect_fault({DType::float32, {2}}, "a tensor of type float32 and shape [2] takes 8 bytes");
  expect_fault({DType::float32, {-1}}, "the shape [-1]");
  expect_fault({DType::float32, {INT64_MAX, INT64_MAX}}, "the shape");
  expect_fault({DType::float32, {INT64_MAX / 2}}, "");
  expect_fault({DType::uint8, {int64_t{1} << 50}, {}, text(9, "1")}, "a tensor of type uint8");
  expect_fault({DType::string, {2}, text(6, "only one")}, "a tensor of shape [2] has 2 strings");
  expect_fault({DType::float32, {1}, text(4, "12345")}, "field 4 is cut short");
}

TEST(TensorForms, WrongTypesAndPlaces) {
  expect_fault({static_cast<DType>(99), {1}}, "has the unknown data type 99");
  expect_fault({DType::undefined, {1}}, "has the unknown data type 0");
  expect_fault({DType::float32, {1}, integers(7, {1})}, "is of type float32, but its elements");
  expect_fault({DType::float32, {1}, text(4, "1234"), text(9, "1234")}, "has its elements twice");
  expect_fault({DType::int8, {1}, integers(5, {128})}, "element 0 is 128");
  expect_fault({DType::string, {1}, {}, text(9, "raw")}, "keeps strings as raw");
  expect_fault({DType::string, {1}, integers(5, {1})}, "is of type string, but holds numbers");
  expect_fault({DType::int64,
                {1},
                [](FieldWriter& writer) {
                  writer.add_integer(5, 1);
                  writer.add_integer(7, 1);
                }},
               "has elements both in field 5 and in field 7");
}

}  // namespace
}  // namespace sprint::tests
