// Images that are views of others - joined, split and shuffled channels - and sums of them against
// ONNX Runtime on networks of uint8: both give the same bits.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"
#include "sprint/model.h"
#include "sprint/session.h"

namespace sprint::tests {
namespace {

using Names = std::vector<std::string>;

class Network {
 public:
  Network() {
    ir::set_opset_version(model_, "", 13);
    ir::set_opset_version(model_, "com.microsoft", 1);
    model_.ir_version = 8;
  }

  std::string input(int64_t channels) {
    const std::string name = fresh(channels, 0x1p-4F);
    ir::add_input(model_.graph, name, ir::tensor_type(DType::uint8, {2, channels, 9, 7}));
    return name;
  }

  // kernel x kernel, of the same size.
  std::string conv(const std::string& in, int64_t channels, int64_t kernel) {
    const int64_t inner = channels_[in];
    std::vector<int8_t> weights(static_cast<size_t>(channels * inner * kernel * kernel));
    for (int8_t& weight : weights) weight = static_cast<int8_t>(random_() % 256);
    const std::string w = constant({channels, inner, kernel, kernel}, weights);
    const float from = scales_[in], to = from * (inner * kernel * kernel > 20 ? 8.0F : 2.0F);
    const std::string out = fresh(channels, to);
    ir::Node& node =
        add("QLinearConv",
            {in, scale(from), zero(), w, scale(0x1p-6F), constant({}, Ints8{0}), scale(to), zero()},
            {out});
    node.set(ir::Attribute("pads", std::vector<int64_t>(4, kernel / 2)));
    return out;
  }

  std::string pool(const std::string& in) {
    const std::string out = fresh(channels_[in], scales_[in]);
    ir::Node& node = add("MaxPool", {in}, {out});
    node.set(ir::Attribute("kernel_shape", std::vector<int64_t>{3, 3}));
    node.set(ir::Attribute("pads", std::vector<int64_t>(4, 1)));
    return out;
  }

  std::string sum(const std::string& a, const std::string& b) { return sum(a, b, scales_[a] * 2); }

  std::string sum(const std::string& a, const std::string& b, float to) {
    const std::string out = fresh(channels_[a], to);
    add("QLinearAdd",
        {a, scale(scales_[a]), zero(), b, scale(scales_[b]), zero(), scale(to), zero()}, {out})
        .domain = "com.microsoft";
    return out;
  }

  std::string concat(const Names& parts, float to) {
    Names inputs{scale(to), zero()};
    int64_t channels = 0;
    for (const std::string& part : parts) {
      inputs.insert(inputs.end(), {part, scale(scales_[part]), zero()});
      channels += channels_[part];
    }
    const std::string out = fresh(channels, to);
    ir::Node& node = add("QLinearConcat", inputs, {out});
    node.domain = "com.microsoft";
    node.set(ir::Attribute("axis", int64_t{1}));
    return out;
  }

  // Of the same scale.
  std::string concat(const Names& parts) { return concat(parts, scales_[parts[0]]); }

  Names split(const std::string& in, const std::vector<int64_t>& sizes) {
    Names parts;
    for (const int64_t size : sizes) parts.push_back(fresh(size, scales_[in]));
    add("Split", {in, constant({static_cast<int64_t>(sizes.size())}, sizes)}, parts)
        .set(ir::Attribute("axis", int64_t{1}));
    return parts;
  }

  std::string shuffle(const std::string& in, int64_t groups) {
    const int64_t channels = channels_[in];
    const std::string wide = fresh(0, 0), turned = fresh(0, 0), out = fresh(channels, scales_[in]);
    const std::vector<int64_t> split{2, groups, channels / groups, 9, 7}, whole{2, channels, 9, 7};
    add("Reshape", {in, constant({5}, split)}, {wide});
    add("Transpose", {wide}, {turned})
        .set(ir::Attribute("perm", std::vector<int64_t>{0, 2, 1, 3, 4}));
    add("Reshape", {turned, constant({4}, whole)}, {out});
    return out;
  }

  // Compares all outputs, with inputs at random.
  void expect_same_bits(const Names& outputs) {
    for (const std::string& name : outputs) {
      ir::add_output(model_.graph, name);
      model_.graph[model_.graph.outputs.back()].type =
          ir::tensor_type(DType::uint8, {2, channels_[name], 9, 7});
    }
    const Model model(std::make_shared<const ir::Model>(model_));
    std::vector<Tensor> inputs;
    for (const TensorSpec& spec : model.inputs()) {
      Tensor tensor(DType::uint8, spec.dims);
      for (uint8_t& value : tensor.as<uint8_t>()) value = static_cast<uint8_t>(random_());
      inputs.push_back(std::move(tensor));
    }
    const std::vector<Tensor> expected =
        open_session(model, {.runtime = Runtime::onnxruntime})->run(inputs);
    SessionOptions options;
    options.runtime = Runtime::native;
    const auto session = open_session(model, options);
    for (int run = 0; run < 2; ++run) {
      const std::vector<Tensor> given = session->run(inputs);
      for (size_t i = 0; i < outputs.size(); ++i) {
        EXPECT_EQ(given[i].dims, expected[i].dims);
        EXPECT_EQ(given[i].data, expected[i].data) << outputs[i] << " in run " << run;
      }
    }
  }

  float scale_of(const std::string& name) { return scales_[name]; }

 private:
  using Ints8 = std::vector<int8_t>;

  ir::Node& add(const std::string& op_type, const Names& inputs, const Names& outputs) {
    return ir::add_node(model_.graph, op_type, inputs, outputs);
  }
  std::string fresh(int64_t channels, float scale) {
    std::string name = "v" + std::to_string(++count_);
    channels_[name] = channels;
    scales_[name] = scale;
    return name;
  }
  template <typename T>
  std::string constant(std::vector<int64_t> dims, std::vector<T> values) {
    const std::string name = fresh(0, 0);
    ir::add_constant(model_.graph, name, ir::Constant::of(std::move(dims), std::move(values)));
    return name;
  }
  std::string scale(float value) { return constant({}, std::vector<float>{value}); }
  std::string zero() { return constant({}, std::vector<uint8_t>{128}); }

  ir::Model model_;
  std::mt19937 random_{7};
  std::map<std::string, int64_t> channels_;
  std::map<std::string, float> scales_;
  int count_ = 0;
};

TEST(Views, OddChannelsForTwoUsers) {
  Network net;
  const std::string x = net.input(5);
  const std::string whole = net.concat({net.conv(x, 7, 3), net.conv(x, 3, 1)}, 0x1p-2F);
  net.expect_same_bits({net.conv(whole, 17, 3), net.pool(whole)});
}

TEST(Views, ConcatOfAConcatAndOfAnInput) {
  Network net;
  const std::string x = net.input(5), y = net.input(3);
  const std::string inner = net.concat({x, net.pool(x)});
  const std::string outer = net.concat({net.pool(inner), inner, y});
  net.expect_same_bits({net.pool(inner), net.conv(outer, 9, 3), outer});
}

TEST(Views, InputUsedTwice) {
  Network net;
  const std::string a = net.pool(net.input(5));
  const std::string same = net.concat({a, a}), scaled = net.concat({a, a}, 0x1p-3F);
  net.expect_same_bits({net.pool(same), net.conv(scaled, 4, 3), net.conv(a, 4, 3)});
}

// What others take of a part, before and behind the concatenation.
TEST(Views, PartsWithOtherUsers) {
  Network net;
  const std::string x = net.input(6);
  const std::string a = net.pool(x), b = net.conv(x, 6, 3), c = net.pool(a);
  const std::string before = net.sum(a, c);
  const std::string whole = net.concat({a, b, c}, net.scale_of(a));
  const std::string behind = net.sum(c, a);
  net.expect_same_bits({before, behind, net.conv(c, 5, 3), net.conv(whole, 5, 3), b});
}

// Added by the step of the convolution, whichever operand it is, but where results leave 15 bits.
TEST(Views, SumsOfAnyScaleInEitherOrder) {
  for (const float to : {0.7F, 0.2F, 0x1p-20F}) {
    Network net;
    const std::string x = net.input(20), y = net.conv(x, 20, 1);
    net.expect_same_bits({net.sum(net.conv(x, 20, 3), y, to), net.sum(y, net.conv(x, 20, 3), to)});
  }
}

TEST(Views, PartsOfDifferentScales) {
  Network net;
  const std::string x = net.input(70);
  const std::string a = net.conv(x, 65, 1), b = net.pool(x), c = net.conv(x, 1, 3);
  const std::string whole = net.concat({a, b, c}, 0x1p-1F);
  net.expect_same_bits({net.pool(whole), net.conv(b, 3, 3), whole});
}

TEST(Views, SplitOfAConcat) {
  Network net;
  const std::string x = net.input(11);
  const Names parts = net.split(net.concat({net.pool(x), net.conv(x, 9, 3)}, 0x1p-3F), {3, 8, 9});
  const std::string again = net.concat({parts[2], net.pool(parts[0]), parts[1]});
  net.expect_same_bits(
      {net.conv(parts[0], 4, 3), net.sum(parts[1], parts[1]), net.pool(again), parts[2]});
}

// A part that changes its scale must not do so under the slices of it.
TEST(Views, SplitPartWithSlices) {
  Network net;
  const std::string inner = net.concat({net.pool(net.input(4)), net.pool(net.input(5))});
  const std::string slice = net.split(net.pool(inner), {2, 7})[1];
  const std::string outer = net.concat({slice, inner}, 0x1p-2F);
  net.expect_same_bits({net.pool(outer), net.pool(slice)});
}

TEST(Views, AdditionsBehindConvolutions) {
  Network net;
  const std::string x = net.input(19), y = net.input(30);
  const Names parts = net.split(y, {11, 19});
  const std::string a = net.sum(net.conv(x, 19, 3), x), b = net.sum(parts[1], net.conv(a, 19, 1));
  const std::string c = net.conv(b, 19, 3), d = net.sum(c, net.conv(b, 19, 1));
  net.expect_same_bits({a, net.sum(net.pool(d), d), net.sum(c, b)});
}

TEST(Views, Shuffle) {
  for (const int64_t groups : {2, 3, 5}) {
    Network net;
    const std::string x = net.input(30);
    const std::string mixed = net.shuffle(net.conv(x, 30, 1), groups);
    net.expect_same_bits({net.conv(mixed, 7, 3), mixed});
  }
}

// As in ShuffleNet V2: one half goes through a branch, both are joined and shuffled, and again.
TEST(Views, ShuffleOfAConcat) {
  Network net;
  const std::string x = net.input(13);
  std::string whole =
      net.shuffle(net.concat({net.conv(x, 29, 3), net.pool(net.conv(x, 29, 1))}), 2);
  for (int block = 0; block < 3; ++block) {
    const Names half = net.split(whole, {29, 29});
    const std::string branch = net.conv(net.conv(half[1], 29, 1), 29, 3);
    const float scale = block == 1 ? net.scale_of(half[0]) : net.scale_of(branch);
    whole = net.shuffle(net.concat({half[0], branch}, scale), 2);
  }
  net.expect_same_bits({whole});
}

}  // namespace
}  // namespace sprint::tests
