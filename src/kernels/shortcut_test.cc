#include "kernels/shortcut.h"

#include <gtest/gtest.h>

#include <random>

#include "kernels/conv_u8s8/conv_u8s8.h"
#include "kernels/depthwise_u8s8/depthwise_u8s8.h"

namespace sprint::kernels {
namespace {

struct Layer {
  std::vector<int8_t> weights;  // [channels][terms]
  std::vector<int32_t> bias;
  int32_t zero_point = 0;

  Layer(int32_t channels, int32_t terms, uint32_t seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int32_t low, int32_t high) {
      return std::uniform_int_distribution<int32_t>(low, high)(random);
    };
    zero_point = pick(0, 255);
    weights.resize(static_cast<size_t>(channels) * static_cast<size_t>(terms));
    for (int8_t& weight : weights) weight = static_cast<int8_t>(pick(-128, 127));
    bias.resize(static_cast<size_t>(channels));
    for (int32_t& value : bias) value = pick(-50000, 50000);
  }

  // The largest sum by magnitude: pixels are 0 or 255, by the sign of their weight.
  double largest_sum(size_t channel) const {
    const size_t terms = weights.size() / bias.size();
    double high = bias[channel], low = bias[channel];
    for (size_t i = 0; i < terms; ++i) {
      const double weight = weights[channel * terms + i];
      high += weight * ((weight > 0 ? 255 : 0) - zero_point);
      low += weight * ((weight < 0 ? 255 : 0) - zero_point);
    }
    return std::max(std::abs(high), std::abs(low));
  }

  // Multipliers with which the largest product of every channel is `largest`.
  std::vector<float> multipliers(double largest) const {
    std::vector<float> result;
    for (size_t c = 0; c < bias.size(); ++c) {
      result.push_back(static_cast<float>(largest / largest_sum(c)));
    }
    return result;
  }
};

constexpr double kRoundable = 1 << 30;

OutputStage stage_of(const std::vector<float>& multiplier, int32_t zero_point = 0) {
  OutputStage stage;
  stage.multiplier = multiplier.data();
  stage.zero_point = zero_point;
  return stage;
}

// A shortcut with all channels within the bound, and none any more with one of them beyond.
template <typename Packed>
void expect_bounds(const Layer& layer, const Packed& packed) {
  const auto channels = static_cast<int32_t>(layer.bias.size());
  const auto of = [&](const OutputStage& stage) {
    return shortcut_of(packed.weights, packed.bias, channels, stage);
  };
  const std::vector<float> beyond = layer.multipliers(1.001 * kRoundable);
  std::vector<float> within = layer.multipliers(0.999 * kRoundable);
  EXPECT_EQ(of(stage_of(within, 1)), Shortcut::simple);
  EXPECT_EQ(of(stage_of(layer.multipliers(1000))), Shortcut::rectified);
  for (size_t c = 0; c < within.size(); ++c) {
    const float kept = within[c];
    for (const float multiplier : {beyond[c], -beyond[c], std::nanf("")}) {
      within[c] = multiplier;
      EXPECT_EQ(of(stage_of(within)), Shortcut::none) << c;
    }
    within[c] = kept;
  }
}

TEST(ShortcutTest, ResultsAreBoundedByTheWeightsOfEveryChannel) {
  for (const int32_t channels : {1, 15, 16, 17, 40}) {
    const Layer dense(channels, 7 * 3 * 3, static_cast<uint32_t>(channels));
    expect_bounds(dense, pack_conv_u8s8({7, channels, 3, 3, 1, 1, 1, 1}, dense.weights, dense.bias,
                                        dense.zero_point, channels % 2 == 0));
    const Layer depthwise(channels, 5 * 3, static_cast<uint32_t>(channels));
    expect_bounds(depthwise,
                  pack_depthwise_u8s8({channels, channels, 5, 3, 1, 1, 1, 1}, depthwise.weights,
                                      depthwise.bias, depthwise.zero_point));
  }
}

// One block of channels whose weights are all 1.
class OneBlock : public ::testing::Test {
 protected:
  Shortcut with(float multiplier, int32_t zero_point = 0) const {
    const std::vector<float> multipliers(16, multiplier);
    return shortcut_of(weights_, bias_, 16, stage_of(multipliers, zero_point));
  }
  std::vector<int8_t> weights_ = std::vector<int8_t>(64, 1);
  std::vector<int32_t> bias_ = std::vector<int32_t>(16);
};

TEST_F(OneBlock, SumsThatWrapAroundHaveNone) {
  bias_[3] = 2147483647 - 255 * 4;
  EXPECT_EQ(with(1e-12F), Shortcut::simple);
  bias_[3] += 1;
  EXPECT_EQ(with(1e-12F), Shortcut::none);
}

TEST_F(OneBlock, OnlyAZeroPointOfZeroIsRectified) {
  EXPECT_EQ(with(0.01F, 0), Shortcut::rectified);
  EXPECT_EQ(with(0.01F, 1), Shortcut::simple);
  EXPECT_EQ(with(0.01F, 255), Shortcut::simple);
}

TEST_F(OneBlock, RectifiedMultipliersAreBounded) {
  EXPECT_EQ(with(0), Shortcut::rectified);
  EXPECT_EQ(with(128), Shortcut::rectified);
  EXPECT_EQ(with(129), Shortcut::simple);
  EXPECT_EQ(with(-0.01F), Shortcut::simple);
}

TEST_F(OneBlock, RectifiedSumsAreFloats) {
  bias_[5] = (1 << 23) - 1 - 255 * 4;
  EXPECT_EQ(with(0.01F), Shortcut::rectified);
  bias_[5] += 1;
  EXPECT_EQ(with(0.01F), Shortcut::simple);
  bias_[5] = -kFloatSum;
  EXPECT_EQ(with(0.01F), Shortcut::rectified);
  bias_[5] -= 1;
  EXPECT_EQ(with(0.01F), Shortcut::simple);
}

TEST_F(OneBlock, OtherBoundsHaveNone) {
  const std::vector<float> multipliers(16, 0.01F);
  OutputStage stage = stage_of(multipliers);
  stage.low = 1;
  EXPECT_EQ(shortcut_of(weights_, bias_, 16, stage), Shortcut::none);
  stage.low = 0;
  stage.high = 254;
  EXPECT_EQ(shortcut_of(weights_, bias_, 16, stage), Shortcut::none);
}

TEST(ShortcutTest, NoChannelsHaveTheBest) {
  EXPECT_EQ(shortcut_of({}, {}, 0, OutputStage()), Shortcut::rectified);
}

TEST(ShortcutTest, OnlyRectifiedSumsBeginElsewhere) {
  for (const auto& [shortcut, start] :
       {std::pair{Shortcut::none, 0}, {Shortcut::simple, 0}, {Shortcut::rectified, kFloatSum}}) {
    std::vector<int32_t> bias{-7, 0, 9};
    take(shortcut, bias);
    EXPECT_EQ(bias, (std::vector<int32_t>{start - 7, start, start + 9}));
  }
}

}  // namespace
}  // namespace sprint::kernels
