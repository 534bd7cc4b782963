// Weights in other files: where they may lie, what happens where they do not, and how little memory
// they take.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "load/load.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/save.h"
#include "tests/files/model_for_test.h"

namespace sprint::tests {
namespace {

using onnx::FieldWriter;
using onnx::TensorField;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

using Entries = std::vector<std::pair<std::string, std::string>>;

// A model whose output is its uint8 initializer "w" of `size` elements, which lies where `entries`
// say.
std::string model_with_external(int64_t size, const Entries& entries) {
  FieldWriter tensor;
  tensor.add_integer(TensorField::dims, size);
  tensor.add_integer(TensorField::data_type, static_cast<int64_t>(DType::uint8));
  tensor.add_text(TensorField::name, "w");
  tensor.add_text(TensorField::doc_string, "kept");
  for (const auto& [key, value] : entries) {
    FieldWriter entry;
    entry.add_text(1, key);
    entry.add_text(2, value);
    tensor.add_message(TensorField::external_data, entry.finish());
  }
  tensor.add_integer(TensorField::data_location, 1);
  FieldWriter value;
  value.add_text(onnx::ValueInfoField::name, "w");
  FieldWriter graph;
  graph.add_message(onnx::GraphField::initializer, tensor.finish());
  graph.add_message(onnx::GraphField::output, value.finish());
  FieldWriter model;
  model.add_integer(onnx::ModelField::ir_version, 8);
  model.add_message(onnx::ModelField::graph, graph.finish());
  return model.finish().to_string();
}

class ExternalFolder {
 public:
  std::string write(int64_t size, const Entries& entries) {
    write_file(path("model.onnx"), model_with_external(size, entries));
    return path("model.onnx");
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  void expect_fault(int64_t size, const Entries& entries, const std::string& expected) {
    const std::string model = write(size, entries);
    EXPECT_THAT([&] { load_model(model); },
                ThrowsMessage<Error>(AllOf(HasSubstr(model + ": tensor 'w': "), HasSubstr(expected),
                                           Not(HasSubstr("\n")))));
  }

 private:
  TemporaryFolder folder_;
};

TEST(ExternalDataFiles, AreReadFromOffsetsAndFoldersBelow) {
  ExternalFolder folder;
  std::filesystem::create_directory(folder.path("sub"));
  write_file(folder.path("sub/weights"), "0123456789");
  const ir::Model model =
      load_model(folder.write(4, {{"location", "sub/weights"}, {"offset", "3"}, {"length", "4"}}));
  EXPECT_EQ(model.graph.constant(model.graph.initializers[0])->data().text(), "3456");
  const ir::Model whole = load_model(folder.write(10, {{"location", "sub/weights"}}));
  EXPECT_EQ(whole.graph.constant(whole.graph.initializers[0])->data().size(), 10U);
}

TEST(ExternalDataFiles, AreNamedWhereTheyAreMissingOrTooShort) {
  ExternalFolder folder;
  write_file(folder.path("weights"), "0123456789");
  folder.expect_fault(4, {{"location", "none"}}, "none is missing");
  folder.expect_fault(11, {{"location", "weights"}}, "which has only 10");
  folder.expect_fault(4, {{"location", "weights"}, {"offset", "7"}, {"length", "4"}}, "only 10");
  folder.expect_fault(4, {{"location", "weights"}, {"offset", "18446744073709551615"}}, "only 10");
  folder.expect_fault(4, {{"location", "weights"}, {"length", "5"}}, "takes 4 bytes, but 5");
  folder.expect_fault(4, {{"location", "weights"}, {"offset", "-1"}}, "expected a number");
  folder.expect_fault(4, {{"location", "weights"}, {"offset", "1x"}}, "expected a number");
  folder.expect_fault(4, {{"offset", "1"}}, "no location");
  folder.expect_fault(4, {{"location", "."}}, "is a folder");
}

TEST(ExternalDataFiles, StayInTheFolderOfTheModel) {
  ExternalFolder folder;
  for (const char* location : {"/etc/passwd", "../weights", "a/../../weights", ""})
    folder.expect_fault(4, {{"location", location}}, "inside the folder of the model");
  folder.expect_fault(4, {{"location", std::string("a\0b", 3)}}, "inside the folder");
}

TEST(ExternalDataFiles, KeepTheOtherFieldsOfTheTensor) {
  ExternalFolder folder;
  write_file(folder.path("weights"), std::string(5000, 'w'));
  const ir::Model model = load_model(folder.write(5000, {{"location", "weights"}}));
  save_model(model, folder.path("inside.onnx"), ExternalData::never);
  EXPECT_THAT(read_file(folder.path("inside.onnx")), HasSubstr("kept"));
  EXPECT_THAT(read_file(folder.path("inside.onnx")), Not(HasSubstr("location")));
  save_model(model, folder.path("outside.onnx"));
  EXPECT_THAT(read_file(folder.path("outside.onnx")), HasSubstr("kept"));
  EXPECT_EQ(read_file(folder.path("outside.onnx.data")), std::string(5000, 'w'));
}

TEST(ExternalDataFiles, OfAttributesComeIntoTheModel) {
  ExternalFolder folder;
  write_file(folder.path("weights"), "0123");
  FieldWriter location, tensor, attribute, node, opset, graph, model;
  location.add_text(1, "location");
  location.add_text(2, "weights");
  tensor.add_integer(TensorField::dims, 4);
  tensor.add_integer(TensorField::data_type, static_cast<int64_t>(DType::uint8));
  tensor.add_message(TensorField::external_data, location.finish());
  tensor.add_integer(TensorField::data_location, 1);
  attribute.add_text(onnx::AttributeField::name, "value");
  attribute.add_message(onnx::AttributeField::t, tensor.finish());
  attribute.add_text(onnx::AttributeField::doc_string, "kept");
  attribute.add_integer(onnx::AttributeField::type, 4);
  node.add_text(onnx::NodeField::output, "y");
  node.add_text(onnx::NodeField::op_type, "Constant");
  node.add_message(onnx::NodeField::attribute, attribute.finish());
  opset.add_integer(2, 17);
  graph.add_message(onnx::GraphField::node, node.finish());
  model.add_message(onnx::ModelField::graph, graph.finish());
  model.add_message(onnx::ModelField::opset_import, opset.finish());
  write_file(folder.path("model.onnx"), model.finish().to_string());
  std::filesystem::create_directory(folder.path("elsewhere"));
  save_model(load_model(folder.path("model.onnx")), folder.path("elsewhere/copy.onnx"));
  const ir::Model copy = load_model(folder.path("elsewhere/copy.onnx"));
  const auto value = copy.graph.nodes[0].get<ir::ConstantPtr>("value", nullptr);
  EXPECT_EQ(value->data().text(), "0123");
  EXPECT_THAT(read_file(folder.path("elsewhere/copy.onnx")), HasSubstr("kept"));
}

// Kilobytes of memory that this process uses now.
int64_t resident_kilobytes() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0;
  file >> pages >> pages;
  return pages * ::sysconf(_SC_PAGESIZE) / 1024;
}

TEST(ExternalDataFiles, OverTwoGigabytesAreMappedNotRead) {
  ExternalFolder folder;
  const int64_t size = (int64_t{5} << 29) + 3;  // 2.5 GB of a hole
  write_file(folder.path("weights"), "");
  std::error_code failed;
  std::filesystem::resize_file(folder.path("weights"), static_cast<size_t>(size), failed);
  if (failed) GTEST_SKIP() << "no file of 2.5 GB can be made: " << failed.message();
  const int64_t before = resident_kilobytes();
  const ir::Model model = load_model(folder.write(size, {{"location", "weights"}}));
  const auto weight = model.graph.constant(model.graph.initializers[0]);
  EXPECT_EQ(weight->count(), size);
  EXPECT_EQ(std::to_integer<int>(weight->data().data()[size - 1]), 0);
  EXPECT_LT(resident_kilobytes() - before, 64 * 1024);
  EXPECT_THAT([&] { save_model(model, folder.path("never.onnx"), ExternalData::never); },
              ThrowsMessage<Error>(HasSubstr("over the 2 GB of protobuf")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("never.onnx")));
}

TEST(ExternalDataFiles, AreWrittenInBoundedMemory) {
  ExternalFolder folder;
  constexpr int64_t kSize = int64_t{64} << 20;
  write_file(folder.path("weights"), "");
  std::filesystem::resize_file(folder.path("weights"), static_cast<size_t>(kSize));
  const ir::Model model = load_model(folder.write(kSize, {{"location", "weights"}}));
  const int64_t before = resident_kilobytes();
  save_model(model, folder.path("out.onnx"), ExternalData::always);
  EXPECT_LT(resident_kilobytes() - before, 24 * 1024);
  EXPECT_EQ(std::filesystem::file_size(folder.path("out.onnx.data")), static_cast<size_t>(kSize));
}

TEST(ExternalDataFiles, StartAtPagesAndLines) {
  const TemporaryFolder folder;
  ir::Model model = small_model();
  ir::add_constant(model.graph, "large",
                   ir::Constant::of<uint8_t>({5000}, std::vector<uint8_t>(5000, 1)));
  ir::add_constant(model.graph, "medium",
                   ir::Constant::of<uint8_t>({1025}, std::vector<uint8_t>(1025, 2)));
  ir::add_constant(model.graph, "last",
                   ir::Constant::of<uint8_t>({5000}, std::vector<uint8_t>(5000, 3)));
  save_model(model, folder.path() + "/m.onnx", ExternalData::always);
  const std::string data = read_file(folder.path() + "/m.onnx.data");
  ASSERT_EQ(data.size(), 8192U + 5000U);
  EXPECT_EQ(data[0], 1);
  EXPECT_EQ(data[5056], 2);  // 5000 rounded up to 64
  EXPECT_EQ(data[8192], 3);
}

}  // namespace
}  // namespace sprint::tests
