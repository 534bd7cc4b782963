#include "kernels/simple_stage.h"

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

  // Multipliers with which the largest result of every channel is `factor` times the bound.
  std::vector<float> multipliers(double factor) const {
    std::vector<float> result;
    for (size_t c = 0; c < bias.size(); ++c) {
      result.push_back(static_cast<float>(factor * double{kLargestResult} / largest_sum(c)));
    }
    return result;
  }
};

OutputStage stage_of(const std::vector<float>& multiplier, int32_t zero_point = 0) {
  OutputStage stage;
  stage.multiplier = multiplier.data();
  stage.zero_point = zero_point;
  return stage;
}

// Simple with all channels within the bound, and not any more with one of them beyond.
template <typename Packed>
void expect_bounds(const Layer& layer, const Packed& packed) {
  const auto channels = static_cast<int32_t>(layer.bias.size());
  const std::vector<float> beyond = layer.multipliers(1.001);
  std::vector<float> within = layer.multipliers(0.999);
  EXPECT_TRUE(is_simple(packed.weights, packed.bias, channels, stage_of(within)));
  for (size_t c = 0; c < within.size(); ++c) {
    const float kept = within[c];
    for (const float multiplier : {beyond[c], -beyond[c], std::nanf("")}) {
      within[c] = multiplier;
      EXPECT_FALSE(is_simple(packed.weights, packed.bias, channels, stage_of(within))) << c;
    }
    within[c] = kept;
  }
}

TEST(SimpleStage, ResultsAreBoundedByTheWeightsOfEveryChannel) {
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
  bool simple_with(float multiplier, int32_t zero_point) const {
    const std::vector<float> multipliers(16, multiplier);
    return is_simple(weights_, bias_, 16, stage_of(multipliers, zero_point));
  }
  std::vector<int8_t> weights_ = std::vector<int8_t>(64, 1);
  std::vector<int32_t> bias_ = std::vector<int32_t>(16);
};

TEST_F(OneBlock, SumsThatWrapAroundAreNotSimple) {
  bias_[3] = 2147483647 - 255 * 4;
  EXPECT_TRUE(simple_with(1e-12F, 0));
  bias_[3] += 1;
  EXPECT_FALSE(simple_with(1e-12F, 0));
}

TEST_F(OneBlock, OddZeroPointsAreNotSimple) {
  EXPECT_TRUE(simple_with(0.01F, 4));
  EXPECT_FALSE(simple_with(0.01F, 3));
}

TEST_F(OneBlock, OtherBoundsAreNotSimple) {
  const std::vector<float> multipliers(16, 0.01F);
  OutputStage stage = stage_of(multipliers);
  EXPECT_TRUE(is_simple(weights_, bias_, 16, stage));
  stage.low = 1;
  EXPECT_FALSE(is_simple(weights_, bias_, 16, stage));
  stage.low = 0;
  stage.high = 254;
  EXPECT_FALSE(is_simple(weights_, bias_, 16, stage));
}

TEST(SimpleStage, NoChannelsAreSimple) { EXPECT_TRUE(is_simple({}, {}, 0, OutputStage())); }

}  // namespace
}  // namespace sprint::kernels
