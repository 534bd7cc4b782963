// Files that are damaged, cut short, made to harm or not ONNX at all give one clear line, never a
// crash.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <random>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "load/load.h"
#include "onnx/field_reader.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/save.h"
#include "tests/files/model_for_test.h"

namespace sprint::tests {
namespace {

using onnx::FieldWriter;
using onnx::Pieces;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// What loading `bytes` says; empty where it loads. Whatever loads must survive a round trip.
std::string complaint(const Bytes& bytes) {
  try {
    const ir::Model model = parse_model(bytes, "x.onnx");
    const ir::Model again = parse_model(bytes_of(serialize_model(model)), "again.onnx");
    EXPECT_EQ(again.graph.nodes.size(), model.graph.nodes.size());
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_input) << error.what();
    return error.what();
  }
}

void expect_complaint(const std::string& text, const std::string& expected) {
  EXPECT_THAT(complaint(bytes_of(text)), HasSubstr(expected));
}

// Loads every proper prefix. One that ends with a field of the model after its operator sets cannot
// be told from a whole model; all others must be refused.
void expect_prefixes_refused(const std::string& whole) {
  std::vector<bool> may_load(whole.size());
  size_t end = 0;
  for (onnx::FieldReader field(bytes_of(whole)); field.next();) {
    end += field.raw().bytes.size();
    if (field.number() >= onnx::ModelField::opset_import && end < whole.size())
      may_load[end] = true;
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string said = complaint(bytes_of(whole.substr(0, size)));
    ASSERT_EQ(said.find('\n'), std::string::npos) << said;
    if (may_load[size]) continue;
    ASSERT_THAT(said, ::testing::StartsWith("x.onnx: ")) << size;
  }
}

TEST(Hostile, EveryPrefixOfASmallModel) { expect_prefixes_refused(serialize_model(small_model())); }

TEST(Hostile, EveryPrefixOfMnist) {
  const std::string path = shared_data("mnist.onnx");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  expect_prefixes_refused(read_file(path));
}

TEST(Hostile, FilesThatAreNotOnnx) {
  expect_complaint("", "is empty");
  expect_complaint(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", 20), "not ONNX");
  expect_complaint("PK\x03\x04 and the rest of an archive", "x.onnx: ");
  expect_complaint("This is a text about neural networks.\n", "x.onnx: ");
  expect_complaint("{\"json\": true}", "x.onnx: ");
  expect_complaint(std::string(1000, '\0'), "not ONNX");
  expect_complaint(std::string(1000, '\xff'), "not ONNX");
  expect_complaint(std::string("\x08\x07", 2), "holds no graph");
}

TEST(Hostile, ThingsThatAreNotFiles) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { load_model(folder.path()); }, ThrowsMessage<Error>(HasSubstr("is a folder")));
  EXPECT_THAT([&] { load_model(folder.path() + "/none.onnx"); },
              ThrowsMessage<Error>(HasSubstr("none.onnx: cannot be opened")));
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT([&] { load_model(pipe); }, ThrowsMessage<Error>(HasSubstr("not a regular file")));
}

// Flips, sets, inserts and removes bytes, one to four at a time.
TEST(Hostile, ThousandsOfMutations) {
  const std::string whole = serialize_model(small_model());
  std::mt19937 random(20240607);
  const auto below = [&](size_t limit) { return random() % limit; };
  size_t refused = 0;
  constexpr size_t kRounds = 6000;
  for (size_t round = 0; round < kRounds; ++round) {
    std::string text = whole;
    for (size_t change = 0; change <= below(4); ++change) {
      const auto at = static_cast<std::ptrdiff_t>(below(text.size()));
      switch (below(4)) {
        case 0:
          text[static_cast<size_t>(at)] ^= static_cast<char>(1U << below(8));
          break;
        case 1:
          text[static_cast<size_t>(at)] = static_cast<char>(below(256));
          break;
        case 2:
          text.insert(text.begin() + at, static_cast<char>(below(256)));
          break;
        default:
          text.erase(text.begin() + at);
      }
    }
    const std::string said = complaint(bytes_of(text));
    ASSERT_EQ(said.find('\n'), std::string::npos) << said;
    refused += said.empty() ? 0 : 1;
  }
  // Most mutations hit the structure, some only a name or a weight.
  EXPECT_GT(refused, kRounds / 2);
  EXPECT_LT(refused, kRounds);
}

// A model whose graph `add` writes, importing ai.onnx 17.
template <typename Add>
std::string model_of(Add add) {
  FieldWriter graph;
  add(graph);
  FieldWriter opset;
  opset.add_text(1, "");
  opset.add_integer(2, 17);
  FieldWriter model;
  model.add_integer(onnx::ModelField::ir_version, 8);
  model.add_message(onnx::ModelField::graph, graph.finish());
  model.add_message(onnx::ModelField::opset_import, opset.finish());
  return model.finish().to_string();
}

TEST(Hostile, LengthsAndNumbersThatCannotBe) {
  const std::string length_past_the_end("\x3a\xff\xff\xff\xff\x07", 6);
  expect_complaint(length_past_the_end, "cut short");
  expect_complaint("\x08" + std::string(11, '\xff'), "damaged");
  expect_complaint(std::string("\x00\x01", 2), "not ONNX");               // field number 0
  expect_complaint(std::string("\x0b\x0c", 2), "not ONNX");               // a group
  expect_complaint(std::string("\x0d\x01\x02\x03\x04", 5), "wire type");  // ir_version as float
}

// An If in an If in an If ..., `depth` deep, and within it nothing.
Pieces nested(int depth) {
  Pieces inner;
  for (int i = 0; i < depth; ++i) {
    FieldWriter attribute;
    attribute.add_text(onnx::AttributeField::name, "then_branch");
    attribute.add_message(onnx::AttributeField::g, std::move(inner));
    attribute.add_integer(onnx::AttributeField::type, 5);
    FieldWriter node;
    node.add_text(onnx::NodeField::op_type, "If");
    node.add_message(onnx::NodeField::attribute, attribute.finish());
    FieldWriter graph;
    graph.add_message(onnx::GraphField::node, node.finish());
    inner = graph.finish();
  }
  return inner;
}

TEST(Hostile, DeepNesting) {
  const auto at_depth = [](int depth) {
    return model_of([&](FieldWriter& graph) {
      FieldWriter attribute;
      attribute.add_text(onnx::AttributeField::name, "body");
      attribute.add_message(onnx::AttributeField::g, nested(depth));
      attribute.add_integer(onnx::AttributeField::type, 5);
      FieldWriter node;
      node.add_text(onnx::NodeField::op_type, "If");
      node.add_message(onnx::NodeField::attribute, attribute.finish());
      graph.add_message(onnx::GraphField::node, node.finish());
    });
  };
  EXPECT_EQ(complaint(bytes_of(at_depth(31))), "");
  expect_complaint(at_depth(32), "nest over 32 deep");
  expect_complaint(at_depth(2000), "nest over 32 deep");
}

TEST(Hostile, DeepNestingWhereSprintOnlyLooks) {
  FieldWriter node;
  FieldWriter attribute;
  attribute.add_message(onnx::AttributeField::g, nested(2000));
  node.add_message(onnx::NodeField::attribute, attribute.finish());
  FieldWriter function;
  function.add_text(onnx::FunctionField::name, "deep");
  function.add_message(onnx::FunctionField::node, node.finish());
  FieldWriter model;
  model.add_message(onnx::ModelField::functions, function.finish());
  expect_complaint(model.finish().to_string(), "nest too deep");

  Pieces type;
  for (int i = 0; i < 5000; ++i) {
    FieldWriter sequence, outer;
    sequence.add_message(1, std::move(type));
    outer.add_message(4, sequence.finish());
    type = outer.finish();
  }
  const std::string deep_type = model_of([&](FieldWriter& graph) {
    FieldWriter value;
    value.add_text(onnx::ValueInfoField::name, "list");
    value.add_message(onnx::ValueInfoField::type, std::move(type));
    graph.add_message(onnx::GraphField::input, value.finish());
  });
  EXPECT_EQ(complaint(bytes_of(deep_type)), "");  // kept as read
}

TEST(Hostile, GraphsThatCannotBe) {
  ir::Model model = small_model();
  ir::add_node(model.graph, "Neg", {"b"}, {"a"});
  ir::add_node(model.graph, "Neg", {"a"}, {"b"});
  expect_complaint(serialize_model(model), "cycle");
  model = small_model();
  ir::add_node(model.graph, "Neg", {"features"}, {"scores"});
  expect_complaint(serialize_model(model), "node 'make_scores' (Neg): makes 'scores'");
  model = small_model();
  model.graph.initializers.push_back(model.graph.initializers[0]);
  expect_complaint(serialize_model(model), "two initializers are named 'weight'");
  model = small_model();
  model.graph.inputs.push_back(model.graph.inputs[0]);
  expect_complaint(serialize_model(model), "two inputs are named 'image'");
  model = small_model();
  ir::add_output(model.graph, "nowhere");
  expect_complaint(serialize_model(model), "'nowhere'");
  model = small_model();
  model.graph.nodes[0].name = "bad\nname\x1b[2J";
  model.graph.nodes[0].domain = "not.imported";
  expect_complaint(serialize_model(model), "node 'bad\\nname\\x1b[2J' (Conv)");
}

TEST(Hostile, NodesInAnotherOrderAreSorted) {
  ir::Model model = small_model();
  std::swap(model.graph.nodes.front(), model.graph.nodes.back());
  const ir::Model read = parse_model(bytes_of(serialize_model(model)), "unsorted.onnx");
  EXPECT_EQ(read.graph.nodes.back().op_type, "If");
}

}  // namespace
}  // namespace sprint::tests
